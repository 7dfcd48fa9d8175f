import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../src/core/clock.ts'
import { openid } from '../../../src/drivers/provider/openid.ts'
import { type Attempt, isProviderError, type Provider } from '../../../src/ports/provider.ts'
import { type EvilProvider, evilProvider } from '../../support/evil-provider.ts'
import { client } from '../../support/openid-provider.ts'

const attempt: Attempt = {
  state: 's'.repeat(43),
  nonce: 'n'.repeat(43),
  verifier: 'v'.repeat(43),
  redirectUri: 'http://holdfast.test/v1/auth/oidc/evil/callback',
}
const { signal } = new AbortController()
const second = 1_000
const hour = 3_600 * second

describe('openid', () => {
  let evil: EvilProvider
  let now = Date.now()
  beforeAll(async () => {
    evil = await evilProvider()
  })
  afterAll(() => evil?.close())
  afterEach(() => {
    evil.beHonest()
    evil.seen.length = 0
  })

  const open = (shared = true): Provider =>
    openid(
      { kind: 'openid', name: 'evil', title: 'Evil', issuer: evil.issuer, ...client },
      { monotonic: () => now, shared, timeoutMs: second },
    )
  const asked = (path: string) => evil.seen.filter((one) => one.path === path).length
  const discoveries = () => asked('/.well-known/openid-configuration')
  const publish = (more: object) =>
    evil.tell('/.well-known/openid-configuration', async () => evil.json({ ...evil.document, ...more }))
  const complete = (provider: Provider) =>
    provider.complete(new URLSearchParams({ code: 'c', state: attempt.state }), attempt, signal)
  const faultOf = (asking: Promise<unknown>) =>
    asking.then(
      () => 'none',
      (error: unknown) => (isProviderError(error) ? `${error.fault} ${error.code}` : String(error)),
    )

  test('asks once for its configuration, for all who come at the same time, and again an hour later', async () => {
    const provider = open()
    await Promise.all(Array.from({ length: 20 }, () => provider.begin(attempt, signal)))
    expect(discoveries()).toBe(1)
    now += hour - second
    await provider.begin(attempt, signal)
    expect(discoveries()).toBe(1)
    now += 2 * second
    await provider.begin(attempt, signal)
    expect(discoveries()).toBe(2)
  })

  test('lets nobody wait for another’s request where those may not be shared', async () => {
    const provider = open(false)
    await Promise.all(Array.from({ length: 3 }, () => provider.begin(attempt, signal)))
    expect(discoveries()).toBe(3)
  })

  test('goes by what it knew for a day where nobody answers, and no longer', async () => {
    const provider = open()
    await provider.begin(attempt, signal)
    evil.tell('/.well-known/openid-configuration', async () => ({ status: 503 }))
    now += 23 * hour
    expect(await faultOf(provider.begin(attempt, signal))).toBe('none')
    now += 2 * hour
    expect(await faultOf(provider.begin(attempt, signal))).toBe('unreachable 503')
  })

  test('remembers the keys', async () => {
    const provider = open()
    evil.tell('/token', async () =>
      evil.tokens(await evil.sign(evil.claims(attempt.nonce, { email: 'a@example.com' }))),
    )
    expect(await complete(provider)).toMatchObject({ issuer: evil.issuer, subject: 'eve', vouched: false })
    await complete(provider)
    expect([discoveries(), asked('/jwks'), asked('/token')]).toEqual([1, 1, 2])
  })

  test.each<[what: string, document: () => object, fault: string]>([
    [
      'the name of another',
      () => ({ issuer: 'https://accounts.google.com' }),
      'untrusted json_attribute_comparison_failed',
    ],
    ['almost its own name', () => ({ issuer: `${evil.issuer}/` }), 'untrusted issuer'],
    ['no name', () => ({ issuer: undefined }), 'untrusted invalid_response'],
    ['no place to sign in at', () => ({ authorization_endpoint: undefined }), 'untrusted address'],
    ['a script for a place', () => ({ authorization_endpoint: 'javascript:alert(1)' }), 'untrusted address'],
    [
      'a place in plain text',
      () => ({ authorization_endpoint: 'http://evil.example/' }),
      'untrusted address',
    ],
    [
      'a place with a password',
      () => ({ authorization_endpoint: 'https://a:b@evil.example/' }),
      'untrusted address',
    ],
  ])('begins nothing where the configuration holds %s [V10.5.3]', async (_what, document, fault) => {
    publish(document())
    expect(await faultOf(open().begin(attempt, signal))).toBe(fault)
  })

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'https://169.254.169.254/latest/meta-data',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://127.0.0.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://localhost/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'file:///etc/passwd',
  ])('asks nothing of %s, whoever names it [V1.3.6]', async (place) => {
    const fetches = vi.spyOn(globalThis, 'fetch')
    publish({ token_endpoint: place })
    expect(await faultOf(complete(open()))).toMatch(
      /^untrusted (address|request_protocol_forbidden|http_request_forbidden)$/,
    )
    evil.tell('/token', async () => evil.tokens(await evil.sign(evil.claims(attempt.nonce))))
    publish({ jwks_uri: place })
    expect(await faultOf(complete(open()))).toMatch(
      /^untrusted (address|request_protocol_forbidden|http_request_forbidden)$/,
    )
    publish({ userinfo_endpoint: place })
    expect(await faultOf(complete(open()))).toMatch(
      /^untrusted (address|request_protocol_forbidden|http_request_forbidden)$/,
    )
    const reached = fetches.mock.calls.map(([url]) => new URL(String(url)).origin)
    fetches.mockRestore()
    expect(new Set(reached)).toEqual(new Set([evil.origin]))
  })

  test('believes a userinfo endpoint about nobody else', async () => {
    publish({ userinfo_endpoint: `${evil.origin}/jwks` })
    evil.tell('/token', async () => evil.tokens(await evil.sign(evil.claims(attempt.nonce))))
    evil.tell('/jwks', async () => {
      const honest = evil.jwks()
      return evil.json({ ...honest, sub: 'ada', email: 'ada@example.com', email_verified: true })
    })
    expect(await faultOf(complete(open()))).toMatch(/^untrusted json_attribute_comparison/)
  })
})

/** Microsoft lets a tenant write any address into its accounts, and says nothing of whether it is verified ("nOAuth"). */
describe('openid with Microsoft', () => {
  const issuer = 'https://login.microsoftonline.com/8f7d/v2.0'
  let microsoft: EvilProvider
  beforeAll(async () => {
    microsoft = await evilProvider(issuer)
    const outside = globalThis.fetch
    vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
      outside(url.replace(issuer, microsoft.origin), init),
    )
  })
  afterAll(() => {
    vi.unstubAllGlobals()
    return microsoft?.close()
  })

  test.each<[claims: object, vouched: boolean]>([
    [{}, false],
    [{ email_verified: true }, false],
    [{ xms_edov: false }, false],
    [{ xms_edov: 0 }, false],
    [{ xms_edov: 'true' }, false],
    [{ xms_edov: true }, true],
    [{ xms_edov: 1 }, true],
    [{ xms_edov: '1' }, true],
  ])('takes %j for an address that is vouched for: %j', async (claims, vouched) => {
    microsoft.tell('/token', async () =>
      microsoft.tokens(
        await microsoft.sign(microsoft.claims(attempt.nonce, { email: 'a@example.com', ...claims })),
      ),
    )
    const provider = openid(
      { kind: 'openid', name: 'microsoft', title: 'Microsoft', issuer, ...client },
      { monotonic: systemClock.monotonic, shared: true },
    )
    const answer = new URLSearchParams({ code: 'c', state: attempt.state })
    expect(await provider.complete(answer, attempt, signal)).toMatchObject({
      email: 'a@example.com',
      vouched,
    })
  })
})
