/** The command line as a newcomer runs it: what it prints, where, and its exit codes. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrations } from '../../src/store/migrations.ts'
import { runCommand } from '../support/command.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { type EmptyDatabase, emptyDatabase } from '../support/empty-database.ts'
import { temporaryFolder } from '../support/runtime.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

const root = new URL('../../', import.meta.url).pathname
const folders: { remove(): void }[] = []
beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs', '--node'], { cwd: root, stdio: 'ignore' })
})
afterAll(() => {
  for (const folder of folders) folder.remove()
})

function newFolder() {
  const folder = temporaryFolder()
  folders.push(folder)
  return `${folder.path}/data`
}

const holdfast = (line: string, env: Record<string, string> = {}, typed?: string) => {
  const args = line.split(' ').filter(Boolean)
  return runCommand([process.execPath, 'dist/holdfast.js', ...args], { DATA_DIR: newFolder(), ...env }, typed)
}

describe('holdfast', () => {
  const known = ['migrate', 'admin', 'keys', 'backup', 'restore', 'drill', 'doctor', 'new']

  test('lists its commands: on standard output where it was asked, with exit code 2 where it was not', async () => {
    const asked = await holdfast('--help')
    expect(asked).toMatchObject({ code: 0, err: '' })
    for (const name of known) expect(asked.out).toContain(`\n  ${name} `)
    expect(await holdfast('')).toMatchObject({ code: 2 })
  })

  test.each(known)('%s --help tells its exit codes, and touches nothing', async (name) => {
    const DATA_DIR = newFolder()
    const { code, out, err } = await holdfast(`${name} --help`, { DATA_DIR, PORT: 'wrong' })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Exit codes: 0 ')
    expect(existsSync(DATA_DIR)).toBe(false)
  })

  test('names what it does not know', async () => {
    const { code, out, err } = await holdfast('migrat')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^holdfast: there is no command 'migrat'\.\n/)
  })

  test.each([
    'doctor --jsn',
    'migrate --chekc',
    'admin create',
    'admin create --email nobody',
    'admin remove',
    'keys',
    'keys rotate --al',
  ])('%s is understood by nobody: exit code 2, and no database is made', async (line) => {
    const DATA_DIR = newFolder()
    const { code, out, err } = await holdfast(line, { DATA_DIR })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).not.toBe('')
    expect(existsSync(`${DATA_DIR}/postgres`)).toBe(false)
  })

  test.each(['doctor', 'migrate'])(
    '%s tells all wrong settings at once, as JSON where asked',
    async (name) => {
      const wrong = { PORT: 'eighty', MODE: 'test' }
      const told = await holdfast(name, wrong)
      expect(told).toMatchObject({ code: 2, out: '' })
      for (const setting of Object.keys(wrong)) expect(told.err).toContain(`  ${setting}: `)
      const { code, out } = await holdfast(`${name} --json`, wrong)
      expect(code).toBe(2)
      expect(JSON.parse(out)).toMatchObject({ ok: false, faults: [{ name: 'MODE' }, { name: 'PORT' }] })
    },
  )
})

describe('holdfast new', () => {
  test('makes entities, and nothing else', async () => {
    const { code, out, err } = await holdfast('new endpoint projects')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/^holdfast new: it makes entities: /)
  })

  test('says from a bundle without sources what it needs, whatever the settings', async () => {
    const folder = newFolder()
    cpSync(`${root}dist`, `${folder}/dist`, { recursive: true })
    const command = [process.execPath, `${folder}/dist/holdfast.js`, 'new', 'entity', 'projects', 'name:text']
    expect(await runCommand(command, { PORT: 'wrong' })).toEqual({
      code: 2,
      out: '',
      err: 'holdfast new: there are no sources here. Run it in a checkout: npm run holdfast -- new entity …\n',
    })
  })
})

describe('holdfast migrate', () => {
  test('--check makes no database: where there is none, everything is pending', async () => {
    const DATA_DIR = newFolder()
    const { code, out, err } = await holdfast('migrate --check', { DATA_DIR })
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toMatch(new RegExp(`\n${migrations.length} pending\n$`))
    expect(existsSync(DATA_DIR)).toBe(false)
    expect(await holdfast('migrate', { DATA_DIR })).toMatchObject({ code: 0, err: '' })
    expect(await holdfast('migrate --check', { DATA_DIR })).toMatchObject({ code: 0, err: '' })
  })
})

describe('holdfast doctor', () => {
  test('makes no database and no keys, and says who will', async () => {
    const DATA_DIR = newFolder()
    const { code, out, err } = await holdfast('doctor', { DATA_DIR })
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out.split('\n')).toEqual([
      'ok     settings    development, pglite, memory, mail by file',
      `WRONG  database    there is none in ${DATA_DIR}/postgres yet; the first "npm start" makes it`,
      '',
    ])
    expect(existsSync(DATA_DIR)).toBe(false)
  })

  test('finds all well where the first administrator was made', async () => {
    const env = { DATA_DIR: newFolder() }
    const made = await holdfast('admin create --email root@example.com', env, 'tidal meadow quartz lantern\n')
    expect(made).toMatchObject({ code: 0, err: `made development keys in ${env.DATA_DIR}/keys\n` })
    const { code, out } = await holdfast('doctor', env)
    expect(code, out).toBe(0)
    expect(out.match(/^ok /gm)).toHaveLength(8)
  })

  test('says once that the database is away, and asks what does not need it', async () => {
    const away = {
      DATABASE_URL: 'postgres://app:s3cret@127.0.0.1:1/holdfast',
      REDIS_URL: 'redis://127.0.0.1:1',
    }
    const { code, out } = await holdfast('doctor', away)
    expect(code).toBe(1)
    expect(out.split('\n').slice(1)).toEqual([
      'WRONG  database    the database at 127.0.0.1:1 cannot be reached (ECONNREFUSED). Is it running, and is DATABASE_URL right?',
      '-      migrations  not asked: the database is away',
      '-      audit       not asked: the schema is not this program’s',
      '-      clock       not asked: the database is away',
      '-      server      not asked: the database is away',
      '-      sealing     not asked: the schema is not this program’s',
      'WRONG  cache       Redis cannot be reached.',
      '',
    ])
  })

  describe.skipIf(!postgresUrl || !redisUrl)('on servers', () => {
    let database: TestDatabase
    let empty: EmptyDatabase
    beforeAll(async () => {
      database = await freshDatabase()
      empty = await emptyDatabase()
    })
    afterAll(() => Promise.all([database?.drop(), empty?.drop()]))
    const on = (url: string) => ({ DATABASE_URL: url, REDIS_URL: redisUrl ?? '' })
    const asked = async (url: string) => {
      const { code, out } = await holdfast('doctor --json', on(url))
      const { ok, checks } = JSON.parse(out) as {
        ok: boolean
        checks: { name: string; ok?: boolean; detail: string }[]
      }
      return { code, ok, checks: Object.fromEntries(checks.map((check) => [check.name, check])) }
    }

    test('finds all well', async () => {
      const { code, ok, checks } = await asked(database.appUrl)
      expect({ code, ok }).toEqual({ code: 0, ok: true })
      expect(Object.keys(checks)).toEqual([
        ...['settings', 'database', 'migrations', 'audit', 'clock', 'server', 'sealing', 'cache'],
      ])
    })

    test('finds what is pending, and migrate applies it', async () => {
      const before = await asked(empty.url)
      expect({ code: before.code, ok: before.ok }).toEqual({ code: 1, ok: false })
      expect(before.checks.migrations?.detail).toContain('0000_roles')
      expect(before.checks.audit).not.toHaveProperty('ok')
      expect(await holdfast('migrate --check', on(empty.url))).toMatchObject({ code: 1, err: '' })
      const applied = await holdfast('migrate', on(empty.url))
      expect(applied).toMatchObject({ code: 0, err: '' })
      expect(applied.out).toMatch(/^applied 0000_roles \(\d+ ms\)\n/m)
      expect(applied.out).toMatch(new RegExp(`\nup to date: ${migrations.length} migrations\n$`))
      expect((await asked(empty.url)).code).toBe(0)
    })

    test('finds a gap in the audit, and names it', async () => {
      const owner = new Client(database.ownerUrl)
      await owner.connect()
      await owner.query('alter table customers disable trigger audit_capture')
      const { code, checks } = await asked(database.appUrl)
      await owner.query('alter table customers enable always trigger audit_capture')
      await owner.end()
      expect(code).toBe(1)
      expect(checks.audit).toMatchObject({
        ok: false,
        detail: 'customers has a capture trigger that does not fire always',
      })
    })
  })

  test.skipIf(!postgresUrl)('a database that is not there is one sentence to migrate, too', async () => {
    const url = new URL(postgresUrl ?? '')
    url.pathname = '/nobody_made_this'
    const { code, err } = await holdfast('migrate', { DATABASE_URL: url.href })
    expect(code).toBe(1)
    expect(err.split('\n').at(-2)).toMatch(
      /^holdfast migrate: there is no database "nobody_made_this" at .+$/,
    )
  })
})
