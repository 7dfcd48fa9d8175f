import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { keyPurposes } from '../../src/core/keys.ts'
import { examples } from '../../src/core/setting-fields.ts'
import { type Environment, parseSettings } from '../../src/core/settings.ts'

const production = {
  MODE: 'production',
  BASE_URL: 'https://api.example.com',
  MAIL: 'resend:x',
  MAIL_FROM: 'a@example.com',
}
const parse = (environment: Environment) =>
  parseSettings(
    {
      KEYS: keyPurposes.map((purpose) => `k1:${purpose}:${randomBytes(32).toString('base64')}`).join(','),
      ...environment,
    },
    { mode: 'development', database: 'pglite' },
  )
const providers = (environment: Environment) => {
  const settings = parse(environment)
  if ('faults' in settings) throw new Error(JSON.stringify(settings.faults))
  return settings.config.providers
}
const faults = (environment: Environment) => {
  const settings = parse(environment)
  return 'faults' in settings ? settings.faults : []
}
const google = 'google|https://accounts.google.com|1.apps.googleusercontent.com'

describe('the settings of providers', () => {
  test('are none by default', () => {
    expect(providers({})).toEqual([])
  })

  test('name OpenID providers in order, and GitHub, each with its secret and a title', () => {
    const tenant = 'https://login.microsoftonline.com/8f7d/v2.0'
    expect(
      providers({
        ...production,
        OIDC_PROVIDERS: `${google}, microsoft|${tenant}|m, ours|https://id.example.com/realms/x|c|The Example House`,
        OIDC_SECRETS: 'ours|x|y~z, google|g, microsoft|m',
        GITHUB_CLIENT_ID: 'i',
        GITHUB_CLIENT_SECRET: 's',
      }),
    ).toEqual([
      {
        kind: 'openid',
        name: 'google',
        title: 'Google',
        issuer: 'https://accounts.google.com',
        clientId: '1.apps.googleusercontent.com',
        clientSecret: 'g',
      },
      {
        kind: 'openid',
        name: 'microsoft',
        title: 'Microsoft',
        issuer: tenant,
        clientId: 'm',
        clientSecret: 'm',
      },
      {
        kind: 'openid',
        name: 'ours',
        title: 'The Example House',
        issuer: 'https://id.example.com/realms/x',
        clientId: 'c',
        clientSecret: 'x|y~z',
      },
      { kind: 'github', name: 'github', title: 'GitHub', clientId: 'i', clientSecret: 's' },
    ])
  })

  test('take a provider on this machine in development, in plain text', () => {
    const [one] = providers({ OIDC_PROVIDERS: 'local|http://127.0.0.1:9000|c', OIDC_SECRETS: 'local|s' })
    expect(one).toMatchObject({ issuer: 'http://127.0.0.1:9000', title: 'Local' })
  })

  test.each<[string, Environment, names: string[]]>([
    ['a provider without its secret', { OIDC_PROVIDERS: google }, ['OIDC_SECRETS']],
    ['a secret without its provider', { OIDC_SECRETS: 'google|s' }, ['OIDC_PROVIDERS']],
    ['a secret without a name', { OIDC_PROVIDERS: google, OIDC_SECRETS: 's' }, ['OIDC_SECRETS']],
    [
      'a provider without a client',
      { OIDC_PROVIDERS: 'a|https://a.example', OIDC_SECRETS: 'a|s' },
      ['OIDC_PROVIDERS'],
    ],
    ['a name that cannot stand in a path', { OIDC_PROVIDERS: 'A/b|https://a.example|c' }, ['OIDC_PROVIDERS']],
    [
      'a title that is more than a title',
      { OIDC_PROVIDERS: 'a|https://a.example|c|<b>' },
      ['OIDC_PROVIDERS'],
    ],
    [
      'the name of GitHub',
      { OIDC_PROVIDERS: 'github|https://a.example|c', OIDC_SECRETS: 'github|s' },
      ['OIDC_PROVIDERS'],
    ],
    ['one name twice', { OIDC_PROVIDERS: `${google},google|https://b.example|c` }, ['OIDC_PROVIDERS']],
    ['one issuer twice', { OIDC_PROVIDERS: `${google},b|https://accounts.google.com|c` }, ['OIDC_PROVIDERS']],
    ['plain text', { OIDC_PROVIDERS: 'a|http://a.example|c', OIDC_SECRETS: 'a|s' }, ['OIDC_PROVIDERS']],
    ['an issuer with a query', { OIDC_PROVIDERS: 'a|https://a.example/?x|c' }, ['OIDC_PROVIDERS']],
    [
      'any tenant of Microsoft',
      { OIDC_PROVIDERS: 'm|https://login.microsoftonline.com/common/v2.0|c' },
      ['OIDC_PROVIDERS'],
    ],
    [
      'an address of our own network in production',
      { ...production, OIDC_PROVIDERS: 'a|https://10.0.0.1|c', OIDC_SECRETS: 'a|s' },
      ['OIDC_PROVIDERS'],
    ],
    [
      'this machine in production',
      { ...production, OIDC_PROVIDERS: 'a|http://localhost:9000|c', OIDC_SECRETS: 'a|s' },
      ['OIDC_PROVIDERS'],
    ],
    ['half of GitHub', { GITHUB_CLIENT_ID: 'i' }, ['GITHUB_CLIENT_SECRET']],
    ['the other half', { GITHUB_CLIENT_SECRET: 's' }, ['GITHUB_CLIENT_ID']],
  ])('do not take %s, and say so with an example and without a secret', (_what, environment, names) => {
    const found = faults(environment)
    expect(found.map(({ name }) => name)).toEqual(names)
    for (const { name, example } of found) expect(example).toBe(`${name}=${examples[name]}`)
  })
})
