import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Config } from '../../src/core/config.ts'
import { keyPurposes } from '../../src/core/keys.ts'
import { examples } from '../../src/core/setting-fields.ts'
import { type Environment, parseSettings } from '../../src/core/settings.ts'

const KEYS = keyPurposes.map((purpose) => `k1:${purpose}:${randomBytes(32).toString('base64')}`).join(',')
const onNode = { mode: 'development', database: 'pglite' } as const

const parse = (environment: Environment) => parseSettings({ KEYS, ...environment }, onNode)
const config = (environment: Environment = {}): Config => {
  const settings = parse(environment)
  if ('faults' in settings) throw new Error(JSON.stringify(settings.faults))
  return settings.config
}
const faults = (environment: Environment) => {
  const settings = parse(environment)
  return 'faults' in settings ? settings.faults : []
}

describe('parseSettings', () => {
  test('needs nothing but keys in development', () => {
    expect(config()).toMatchObject({
      mode: 'development',
      host: '127.0.0.1',
      port: 8080,
      baseUrl: 'http://127.0.0.1:8080',
      database: { driver: 'pglite' },
      redis: { driver: 'memory' },
      limits: { address: { count: 600, windowSeconds: 60 } },
    })
  })

  test('asks for leaked passwords in production, unless told otherwise', () => {
    const production = {
      MODE: 'production',
      BASE_URL: 'https://h.example.com',
      MAIL: 'resend:k',
      MAIL_FROM: 'a@example.com',
    }
    const breaches = (given: Environment) => config(given).passwordBreaches
    expect(breaches({})).toBeUndefined()
    expect(breaches(production)).toBe('https://api.pwnedpasswords.com/range/')
    expect(breaches({ ...production, PASSWORD_BREACHES: 'off' })).toBeUndefined()
    expect(breaches({ PASSWORD_BREACHES: 'https://r.example.com/range/' })).toBe(
      'https://r.example.com/range/',
    )
  })

  test('lets webhooks into no private host but those that are named, and in production into none', () => {
    const ALLOW_PRIVATE_HOSTS = 'localhost, 127.0.0.1'
    expect(config().privateHosts).toEqual([])
    expect(config({ ALLOW_PRIVATE_HOSTS }).privateHosts).toEqual(['localhost', '127.0.0.1'])
    const named = faults({ ALLOW_PRIVATE_HOSTS, MODE: 'production' }).map(({ name }) => name)
    expect(named).toContain('ALLOW_PRIVATE_HOSTS')
  })

  test('asks Resend where it is, or at the mock that is named', () => {
    const named = { driver: 'resend', key: 're_k', url: 'https://api.resend.com' }
    expect(config({ MAIL: 'resend:re_k' }).mail).toEqual(named)
    const mock = { MAIL: 'resend:re_k', RESEND_API_URL: 'http://127.0.0.1:12112/' }
    expect(config(mock).mail).toEqual({ ...named, url: 'http://127.0.0.1:12112' })
    expect(config({ ...mock, MAIL: 'file' }).mail).toEqual({ driver: 'file' })
  })

  test('takes an empty variable for an absent one', () => {
    expect(config({ PORT: '', REDIS_URL: '' })).toMatchObject({ port: 8080, redis: { driver: 'memory' } })
  })

  test.each<[string, Environment, Partial<Config>]>([
    [
      'a Postgres URL',
      { DATABASE_URL: 'postgres://app@127.0.0.1/h' },
      { database: { driver: 'pg', url: 'postgres://app@127.0.0.1/h' } },
    ],
    [
      'the bridge',
      { DATABASE_URL: 'postgres://app:x@db.example.com/h', NEON_HTTP_URL: 'http://127.0.0.1:8787/sql' },
      {
        database: {
          driver: 'neon-http',
          url: 'postgres://app:x@db.example.com/h',
          endpoint: 'http://127.0.0.1:8787/sql',
        },
      },
    ],
    [
      'a cluster',
      { REDIS_URL: 'rediss://a.example.com, rediss://b.example.com' },
      { redis: { driver: 'node-redis', urls: ['rediss://a.example.com', 'rediss://b.example.com'] } },
    ],
    [
      'Upstash',
      { UPSTASH_REDIS_REST_URL: 'https://x.upstash.io', UPSTASH_REDIS_REST_TOKEN: 't' },
      { redis: { driver: 'upstash', url: 'https://x.upstash.io', token: 't' } },
    ],
    [
      'plain text to a named host',
      { REDIS_URL: 'redis://redis:6379', ALLOW_PLAINTEXT_HOSTS: 'redis' },
      { redis: { driver: 'node-redis', urls: ['redis://redis:6379'] } },
    ],
    [
      'whom to tell of a vulnerability',
      { SECURITY_CONTACT: 'mailto:s@example.com, https://example.com/report, tel:+49301234' },
      {
        security: {
          contacts: ['mailto:s@example.com', 'https://example.com/report', 'tel:+49301234'],
          languages: ['en'],
          policy: undefined,
        },
      },
    ],
    [
      'whom tokens may be made for',
      { TOKEN_AUDIENCES: 'https://reports.example.com, search' },
      { tokenAudiences: ['https://reports.example.com', 'search'] },
    ],
    [
      'an origin with a slash behind it',
      { BASE_URL: 'https://api.example.com/' },
      { baseUrl: 'https://api.example.com' },
    ],
  ])('understands %s', (_what, environment, expected) => {
    expect(config(environment)).toMatchObject(expected)
  })

  test.each<[string, Environment, name: string]>([
    ['a port that is none', { PORT: '80a' }, 'PORT'],
    ['a port out of range', { PORT: '70000' }, 'PORT'],
    ['a mode that is none', { MODE: 'staging' }, 'MODE'],
    ['a URL of another scheme', { DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL'],
    ['a driver without its URL', { DATABASE_DRIVER: 'pg' }, 'DATABASE_URL'],
    ['a limit that is none', { LIMIT_LOGIN: '5 per minute' }, 'LIMIT_LOGIN'],
    ['a limit of nothing', { LIMIT_ADDRESS: '0/60' }, 'LIMIT_ADDRESS'],
    ['a base URL with a path', { BASE_URL: 'https://example.com/api' }, 'BASE_URL'],
    ['an audience with a space in it', { TOKEN_AUDIENCES: 'our reports' }, 'TOKEN_AUDIENCES'],
    ['a wildcard origin', { CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    ['a range API of no URL', { PASSWORD_BREACHES: 'yes' }, 'PASSWORD_BREACHES'],
    [
      'a range API in plain text',
      { PASSWORD_BREACHES: 'http://hibp.example.com/range/' },
      'PASSWORD_BREACHES',
    ],
    ['a short password minimum', { PASSWORD_MIN_LENGTH: '7' }, 'PASSWORD_MIN_LENGTH'],
    ['a key of the wrong size', { KEYS: 'k1:field:c2hvcnQ=' }, 'KEYS'],
    [
      'two keys under one name',
      { KEYS: ['jwt', 'jwt'].map((use) => `k1:${use}:${randomBytes(32).toString('base64')}`).join() },
      'KEYS',
    ],
    ['a key ring that lacks purposes', { KEYS: `k1:field:${randomBytes(32).toString('base64')}` }, 'KEYS'],
    ['no keys', { KEYS: undefined }, 'KEYS'],
    ['a sealer at another scheme', { SEALER_DATABASE_URL: 'mysql://x/y' }, 'SEALER_DATABASE_URL'],
    [
      'a sealer over the network in plain text',
      { SEALER_DATABASE_URL: 'postgres://sealer@db.example.com/x' },
      'SEALER_DATABASE_URL',
    ],
    ['an origin with a space in it', { AUDIT_ORIGIN: 'our log' }, 'AUDIT_ORIGIN'],
    ['half of Upstash', { UPSTASH_REDIS_REST_URL: 'https://x.upstash.io' }, 'UPSTASH_REDIS_REST_TOKEN'],
    [
      'two caches',
      {
        REDIS_URL: 'redis://127.0.0.1',
        UPSTASH_REDIS_REST_URL: 'https://x.upstash.io',
        UPSTASH_REDIS_REST_TOKEN: 't',
      },
      'REDIS_URL',
    ],
    ['Postgres in plain text', { DATABASE_URL: 'postgres://app@db.example.com/h' }, 'DATABASE_URL'],
    ['Redis in plain text', { REDIS_URL: 'redis://cache.example.com' }, 'REDIS_URL'],
    [
      'Upstash in plain text',
      { UPSTASH_REDIS_REST_URL: 'http://x.example.com', UPSTASH_REDIS_REST_TOKEN: 't' },
      'UPSTASH_REDIS_REST_URL',
    ],
    [
      'a contact that is an address and no URI',
      { SECURITY_CONTACT: 'security@example.com' },
      'SECURITY_CONTACT',
    ],
    ['a contact of two lines', { SECURITY_CONTACT: 'mailto:a@example.com\nPolicy: x' }, 'SECURITY_CONTACT'],
    ['a contact in plain text', { SECURITY_CONTACT: 'http://example.com' }, 'SECURITY_CONTACT'],
    ['a language that is none', { SECURITY_LANGUAGES: 'en,d' }, 'SECURITY_LANGUAGES'],
    ['a policy in plain text', { SECURITY_POLICY: 'http://example.com/policy' }, 'SECURITY_POLICY'],
    ['a mail transport that is none', { MAIL: 'pigeon' }, 'MAIL'],
    [
      'a mail provider that is spoken to in the open',
      { RESEND_API_URL: 'http://10.0.0.1' },
      'RESEND_API_URL',
    ],
    ['a signing secret that is none', { MAIL_WEBHOOK_SECRET: 'secret' }, 'MAIL_WEBHOOK_SECRET'],
    ['a short metrics token', { METRICS_TOKEN: 'abc' }, 'METRICS_TOKEN'],
  ])('refuses %s by name, with an example [V11.2.3] [V12.3.1] [V13.2.3]', (_what, environment, name) => {
    expect(faults(environment)).toEqual([
      expect.objectContaining({ name, example: expect.stringContaining(`${name}=`) }),
    ])
  })

  test('reports all faults together', () => {
    expect(
      faults({ PORT: 'x', MODE: 'y', LIMIT_MAIL: 'z' })
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['LIMIT_MAIL', 'MODE', 'PORT'])
  })

  test('reports what is wrong and what is missing in one go', () => {
    const wrong = { MODE: 'production', KEYS: undefined, PORT: 'x', REDIS_URL: 'redis://cache.example.com' }
    expect(
      faults(wrong)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['BASE_URL', 'KEYS', 'MAIL', 'MAIL_FROM', 'PORT', 'REDIS_URL'])
  })

  test.each<[string, Environment]>([
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x/y', DATABASE_DRIVER: 'pg' }],
    ['UPSTASH_REDIS_REST_URL', { UPSTASH_REDIS_REST_URL: 'x', UPSTASH_REDIS_REST_TOKEN: 't' }],
    ['MODE', { MODE: 'staging', KEYS: undefined }],
    ['NEON_HTTP_URL', { NEON_HTTP_URL: 'x', DATABASE_URL: 'postgres://app@db.example.com/h' }],
    ['DATABASE_DRIVER', { DATABASE_DRIVER: 'neon', DATABASE_URL: 'postgres://app@db.example.com/h' }],
  ])('blames nothing else on a wrong %s', (name, environment) => {
    expect(faults(environment).map((fault) => fault.name)).toEqual([name])
  })

  test('shows of each key that is asked for how it is written', () => {
    const [missing] = faults({ KEYS: undefined })
    for (const purpose of keyPurposes) expect(missing?.example).toContain(`:${purpose}:`)
  })

  test('demands in production what development makes up', () => {
    expect(
      faults({ MODE: 'production', KEYS: undefined })
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['BASE_URL', 'KEYS', 'MAIL', 'MAIL_FROM'])
  })

  test('gives examples that are right, and of keys a way to make them, since an example is copied', () => {
    const making = '$(openssl rand -base64 32)'
    expect(examples.KEYS?.split(',')).toEqual(keyPurposes.map((purpose) => `k1:${purpose}:${making}`))
    const made = examples.KEYS?.replaceAll(making, () => randomBytes(32).toString('base64'))
    const { REDIS_URL, ALLOW_PRIVATE_HOSTS, ...others } = examples
    expect(faults({ ...others, KEYS: made })).toEqual([])
    expect(faults({ REDIS_URL, ALLOW_PRIVATE_HOSTS })).toEqual([])
  })

  test('repeats no value that could be a secret [V16.2.5]', () => {
    expect(
      JSON.stringify(faults({ KEYS: 'hunter2', DATABASE_URL: 'hunter2', METRICS_TOKEN: 'hunter2' })),
    ).not.toContain('hunter2')
  })
})

describe('who seals the log', () => {
  const audit = `k1:audit:${randomBytes(32).toString('base64')}`
  const serving = KEYS.split(',')
    .filter((key) => !key.includes(':audit:'))
    .join()
  const production = {
    ...{
      MODE: 'production',
      BASE_URL: 'https://api.example.com',
      MAIL: 'resend:key',
      MAIL_FROM: 'a@example.com',
    },
    DATABASE_URL: 'postgres://app@127.0.0.1/x',
  }
  const sealer = { SEALER_DATABASE_URL: 'postgres://sealer@127.0.0.1/x' }

  test.each([
    [
      'a process that serves, and has a key of the log',
      { ...production, ...sealer },
      sealer.SEALER_DATABASE_URL,
    ],
    ['an embedded one', {}, undefined],
    ['one in development', { DATABASE_URL: 'postgres://postgres@127.0.0.1/x' }, undefined],
  ])('is %s', (_what, environment, databaseUrl) => {
    expect(parse(environment)).toMatchObject({ config: { sealing: { databaseUrl } } })
  })

  test('is another one where this has no key of the log', () => {
    expect(parse({ ...production, KEYS: serving })).toMatchObject({ config: { sealing: undefined } })
  })

  test('does not log in as the app, in production', () => {
    expect(parse(production)).toMatchObject({ faults: [{ name: 'SEALER_DATABASE_URL' }] })
  })

  test('may be a process that does nothing else, and then needs no other key and no second login', () => {
    const alone = parseSettings({ ...production, KEYS: audit }, { ...onNode, needs: ['audit'] })
    expect(alone).toMatchObject({ config: { sealing: { databaseUrl: undefined } } })
    const keyless = parseSettings({ ...production, KEYS: serving }, { ...onNode, needs: ['audit'] })
    expect(keyless).toMatchObject({ faults: [{ name: 'KEYS', wrong: 'Lacks a key for: audit.' }] })
  })

  test('names the log after the public origin, or as it is told', () => {
    expect(parse({ ...production, ...sealer })).toMatchObject({
      config: { auditOrigin: 'api.example.com/audit' },
    })
    expect(parse({ AUDIT_ORIGIN: 'old.example.com/audit' })).toMatchObject({
      config: { auditOrigin: 'old.example.com/audit' },
    })
  })
})
