/** Tokens for other services: a verifier that knows nothing but our key set takes them, and we ourselves do not. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  jwtVerify,
  SignJWT,
} from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { accessTokenSeconds } from '../../src/auth/access-tokens.ts'
import type { Key, KeyRing } from '../../src/core/keys.ts'
import type { Ports } from '../../src/ports/index.ts'
import { type House, openHouse, type Person, testKeys } from '../support/house.ts'

const aud = 'https://reports.example.com'
const other = 'https://search.example.com'
const iss = 'http://holdfast.test'

const freshKey = (kid: string): Key => ({ kid, bytes: new Uint8Array(randomBytes(32)) })
const [older, newer] = [freshKey('old'), freshKey('new')]
const ringOf = (...jwt: [Key, ...Key[]]): KeyRing => ({ ...testKeys(), jwt })

let house: House
let ada: Person

beforeAll(async () => {
  house = await openHouse({ config: { tokenAudiences: [aud, other], keys: ringOf(older) } })
  ada = await house.signIn()
})
afterAll(() => house?.close())

interface Told {
  readonly accessToken: string
  readonly expiresAt: string
}

const ask = (body: unknown, token = ada.token, headers: Record<string, string> = {}) =>
  house.send('POST', '/v1/auth/token', body, token, headers)

async function issued(token = ada.token): Promise<Told> {
  const response = await ask({ audience: aud }, token)
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
  return (await response.json()) as Told
}

async function keySet(fetch: House['fetch'] = house.fetch): Promise<JSONWebKeySet> {
  return (await (await fetch('/.well-known/jwks.json')).json()) as JSONWebKeySet
}

/** As another service would: our key set, our name, its own name, and nothing else. */
const verify = async (token: string, set?: JSONWebKeySet, audience = aud) =>
  jwtVerify(token, createLocalJWKSet(set ?? (await keySet())), {
    issuer: iss,
    audience,
    typ: 'at+jwt',
    algorithms: ['EdDSA'],
    requiredClaims: ['sub', 'exp', 'iat', 'jti', 'client_id'],
  })

describe('a token', () => {
  test('says who, for whom and until when, and no more than five minutes', async () => {
    const { accessToken, expiresAt } = await issued()
    const { payload, protectedHeader } = await verify(accessToken)
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: 'old' })
    expect(payload).toEqual({
      iss,
      sub: ada.id,
      aud,
      client_id: iss,
      roles: ['member'],
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    const { iat = 0, exp = 0 } = payload
    expect(exp - iat).toBe(300)
    expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(5)
    expect(new Date(expiresAt).getTime()).toBe(exp * 1000)
    expect(accessTokenSeconds).toBeLessThanOrEqual(300)
  })

  test('is for the service it was asked for, and is no other’s [V9.2.3] [V9.2.4]', async () => {
    const { accessToken } = await issued()
    await expect(verify(accessToken, undefined, other)).rejects.toMatchObject({ claim: 'aud' })
  })

  test('of a program names its key and its scopes [V10.3.2]', async () => {
    const body = { name: 'ci', scopes: ['invoices:read', 'customers:write'] }
    const made = await house.send('POST', '/v1/auth/api-keys', body, ada.token)
    const { id, key } = (await made.json()) as { id: string; key: string }
    const { payload } = await verify((await issued(key)).accessToken)
    expect(payload).toMatchObject({ sub: ada.id, client_id: id, scope: 'customers:write invoices:read' })
    expect(payload).not.toHaveProperty('auth_time')
  })

  test('is an event, and stands in no table', async () => {
    const { accessToken } = await issued()
    const { jti = '' } = decodeJwt(accessToken)
    const found = await house.ports.database.query({
      text: `select action, outcome, user_id, details from audit_logs where details->>'token' = $1`,
      params: [jti],
    })
    expect(found).toEqual([
      {
        action: 'auth.token.issued',
        outcome: 'success',
        user_id: ada.id,
        details: { audience: aud, token: jti },
      },
    ])
  })

  test('is told again to a retry, and rests sealed until then', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await ask({ audience: aud }, ada.token, headers)
    const again = await ask({ audience: aud }, ada.token, headers)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const text = await first.text()
    expect(await again.text()).toBe(text)
    const { accessToken } = JSON.parse(text) as Told
    const stored = await house.ports.database.query({
      text: 'select body::text as body from idempotency_results where key = $1',
      params: [headers['idempotency-key']],
    })
    expect(stored[0]?.body).not.toContain(accessToken.split('.')[2])
  })

  test.each<[why: string, body: unknown, pointer: string]>([
    ['an audience that no setting names', { audience: 'https://evil.example.com' }, '#/audience'],
    ['one of another case', { audience: aud.toUpperCase() }, '#/audience'],
    ['the beginning of one', { audience: aud.slice(0, -1) }, '#/audience'],
    ['several', { audience: [aud, other] }, '#/audience'],
    ['none', {}, '#/audience'],
    ['an empty one', { audience: '' }, '#/audience'],
    ['a life of one’s own choosing', { audience: aud, expiresIn: 86_400 }, '#'],
  ])('is refused for %s', async (_why, body, pointer) => {
    const response = await ask(body)
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { code: 'validation', errors: [{ pointer }] },
    ])
  })

  test('is refused to nobody, and to who is no longer what a minute ago they were', async () => {
    expect((await ask({ audience: aud }, '')).status).toBe(401)
    const person = await house.signIn()
    expect((await ask({ audience: aud }, person.token)).status).toBe(200)
    await house.settle()
    await house.alter('update users set disabled_at = now() where id = $1', person.id)
    // The cache still knows the session; the token is not made from that.
    expect((await house.send('GET', '/v1/auth/sessions', undefined, person.token)).status).toBe(200)
    expect((await ask({ audience: aud }, person.token)).status).toBe(401)
  })
})

describe('the key set', () => {
  test('holds public keys alone, may be kept for minutes, and is for everybody [V11.6.1]', async () => {
    const response = await house.fetch('/.well-known/jwks.json')
    expect(response.headers.get('content-type')).toBe('application/jwk-set+json')
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    const { keys } = (await response.json()) as JSONWebKeySet
    expect(keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String), kid: 'old', alg: 'EdDSA', use: 'sig' },
    ])
  })

  test('keeps the old key beside the new one, so that a rotation refuses no token [V11.2.2]', async () => {
    const { accessToken: before } = await issued()
    const rotated: Ports = {
      ...house.ports,
      config: { ...house.ports.config, keys: { ...house.ports.config.keys, jwt: [newer, older] } },
    }
    const app = createApp(rotated)
    const request = (path: string, init?: RequestInit) =>
      Promise.resolve(app.fetch(new Request(new URL(path, iss), init), { address: '127.0.0.1' }))
    const set = await keySet(request)
    expect(set.keys.map(({ kid }) => kid)).toEqual(['new', 'old'])
    const response = await request('/v1/auth/token', {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ audience: aud }),
    })
    const { accessToken: after } = (await response.json()) as Told
    expect(decodeProtectedHeader(after).kid).toBe('new')
    for (const token of [before, after]) expect((await verify(token, set)).payload.sub).toBe(ada.id)
    // Once the old key is gone, what it signed is gone with it.
    const alone = { keys: set.keys.filter(({ kid }) => kid === 'new') }
    await expect(verify(before, alone)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })

  test('is found by a verifier that fetches it for itself', async () => {
    const server = createServer(async (_request, response) => {
      const answer = await house.fetch('/.well-known/jwks.json')
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const remote = createRemoteJWKSet(new URL(`http://127.0.0.1:${port}/.well-known/jwks.json`))
      const { accessToken } = await issued()
      const { payload } = await jwtVerify(accessToken, remote, { issuer: iss, audience: aud, typ: 'at+jwt' })
      expect(payload.sub).toBe(ada.id)
    } finally {
      server.close()
    }
  })
})

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Changes one part of a token and leaves the others. */
const changed = (token: string, at: 0 | 1 | 2, to: (text: string) => string) =>
  token
    .split('.')
    .map((text, index) => (index === at ? to(text) : text))
    .join('.')

const withHeader = (token: string, more: object) =>
  changed(token, 0, () => part({ ...decodeProtectedHeader(token), ...more }))

/** HMAC with the public key for a secret: what a verifier would take that let the token choose the algorithm. */
async function confused(token: string) {
  const [key] = (await keySet()).keys
  return new SignJWT(decodeJwt(token))
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'old' })
    .sign(Buffer.from(String(key?.x), 'base64url'))
}

const forged: [what: string, forge: (token: string) => string | Promise<string>][] = [
  [
    'one bit of the claims [V9.1.1]',
    (t) => changed(t, 1, (text) => text.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A'))),
  ],
  ['another role in it [V8.3.1]', (t) => changed(t, 1, () => part({ ...decodeJwt(t), roles: ['admin'] }))],
  [
    'one letter of the signature [V9.1.1]',
    (t) => changed(t, 2, (text) => (text[0] === 'A' ? 'B' : 'A') + text.slice(1)),
  ],
  ['no signature [V9.1.1]', (t) => changed(t, 2, () => '')],
  ...['none', 'None', 'nOnE'].map((alg): (typeof forged)[number] => [
    `the algorithm ${alg} [V9.1.2]`,
    (t) => changed(withHeader(t, { alg }), 2, () => ''),
  ]),
  ['the public key as a secret [V9.1.2]', confused],
  ['the algorithm RS256 [V9.1.2]', (t) => withHeader(t, { alg: 'RS256' })],
  ['a key that nobody published [V9.1.3]', (t) => withHeader(t, { kid: 'evil' })],
  [
    'a key of its own in the header [V9.1.3]',
    (t) => withHeader(t, { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } }),
  ],
  ['another type [V9.2.2]', (t) => withHeader(t, { typ: 'JWT' })],
]

describe('a token with', () => {
  test.each(forged)('%s is taken by nobody [V10.3.1]', async (_what, forge) => {
    const { accessToken } = await issued()
    await expect(verify(await forge(accessToken))).rejects.toThrow()
  })
})

test('a token that has ended is taken by nobody [V9.2.1]', async () => {
  const { accessToken } = await issued()
  const set = createLocalJWKSet(await keySet())
  const { exp = 0 } = decodeJwt(accessToken)
  const at = (seconds: number) =>
    jwtVerify(accessToken, set, { audience: aud, currentDate: new Date((exp + seconds) * 1000) })
  expect((await at(-1)).payload.sub).toBe(ada.id)
  await expect(at(1)).rejects.toMatchObject({ claim: 'exp' })
})

describe('this API takes no such token', () => {
  test.each(['/v1/me', '/v1/customers', '/v1/auth/sessions'])('at %s [V9.2.2]', async (path) => {
    const { accessToken } = await issued()
    const carried: [string, string][] = [
      ['authorization', `Bearer ${accessToken}`],
      ['cookie', `__Host-sid=${accessToken}`],
    ]
    for (const header of carried) {
      const response = await house.fetch(path, { headers: [header] })
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'unauthenticated' }])
    }
  })
})
