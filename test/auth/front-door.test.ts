import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { type House, openHouse, type Person } from '../support/house.ts'

const password = 'kelp holds on to rock'
describe('at the front door', () => {
  let house: House
  let ada: Person
  beforeAll(async () => {
    house = await openHouse()
    ada = await house.signIn()
  })
  afterAll(() => house?.close())

  const fresh = () => `p${randomBytes(8).toString('hex')}@example.com`
  const me = (token: string) => house.send('GET', '/v1/me', undefined, token)

  /** All of an answer that a caller can see, but for what differs between any two. */
  async function seen(sent: Promise<Response>) {
    const response = await sent
    const passing = ['x-request-id', 'ratelimit', 'date']
    const headers = [...response.headers].filter(([name]) => !passing.includes(name)).sort()
    const text = (await response.text()).replace(/urn:uuid:[\w-]+/, 'urn:uuid:…')
    return { status: response.status, headers, text }
  }

  test('a known address and an unknown one cannot be told apart', async () => {
    const { email } = ada
    const ask = (path: string, body: object) => seen(house.send('POST', path, body))
    for (const [path, rest] of [
      ['/v1/auth/register', { password }],
      ['/v1/auth/verify-email/resend', {}],
      ['/v1/auth/login', { password }],
    ] as const)
      expect(await ask(path, { email, ...rest })).toEqual(await ask(path, { email: fresh(), ...rest }))
  })

  test('twenty verifications at the same time make one success [V2.3.4]', async () => {
    const email = fresh()
    await house.send('POST', '/v1/auth/register', { email, password })
    const token = /token=([\w-]+)/.exec((await house.mailTo(email))[0]?.text ?? '')?.[1]
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => house.send('POST', '/v1/auth/verify-email', { token })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array(19).fill(422)])
  })

  test('a session that was ended is dead at once, for every reader', async () => {
    const { token } = await house.signIn()
    let ended = false
    const readers = Array.from({ length: 16 }, async () => {
      const late: number[] = []
      for (let i = 0; i < 25; i++) {
        const after = ended
        const { status } = await me(token)
        if (after) late.push(status)
      }
      return late
    })
    expect((await house.send('POST', '/v1/auth/logout', undefined, token)).status).toBe(204)
    ended = true
    const late = (await Promise.all(readers)).flat()
    expect(late.length).toBeGreaterThan(0)
    expect(new Set(late)).toEqual(new Set([401]))
    await house.settle()
    expect((await me(token)).status).toBe(401)
  })

  test.each<[why: string, authorization: (person: Person) => string]>([
    ['nothing', () => ''],
    ['another scheme', ({ token }) => `Basic ${token}`],
    ['no scheme', ({ token }) => token],
    ['something after the token', ({ token }) => `Bearer ${token} more`],
    ['a token nobody has', () => `Bearer ${mint('s').token}`],
    ['a token of another purpose', () => `Bearer ${mint('v').token}`],
    ['a token cut short', ({ token }) => `Bearer ${token.slice(0, -1)}`],
    ['a token made longer', ({ token }) => `Bearer ${token}A`],
    [
      'a token with a letter changed',
      ({ token }) => `Bearer ${token.slice(0, 20)}${token[20] === 'A' ? 'B' : 'A'}${token.slice(21)}`,
    ],
    ['a session id', ({ sessionId }) => `Bearer ${sessionId}`],
  ])('%s is refused as a credential, and never taken for nobody [V7.2.1]', async (_why, authorization) => {
    const headers = { authorization: authorization(ada) }
    for (const path of ['/v1/me', '/v1/auth/sessions']) {
      const answer = await seen(house.fetch(path, { headers }))
      expect(answer.status).toBe(401)
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'unauthenticated' })
      expect(answer.text).not.toContain(ada.token)
    }
  })

  describe('a cookie', () => {
    const origin = 'http://holdfast.test'
    const json = { 'content-type': 'application/json' }

    async function open() {
      const { email, password: word, token: bearer } = ada
      const response = await house.send('POST', '/v1/auth/login', {
        email,
        password: word,
        transport: 'cookie',
      })
      const set = response.headers.getSetCookie()
      const cookie = set[0]?.split(';')[0] ?? ''
      const body = (await response.json()) as { csrfToken: string }
      return { set, cookie, body, bearer, csrf: body.csrfToken, headers: response.headers }
    }

    test('carries the session out of reach of scripts, and in no body [V3.3.4]', async () => {
      const { set, cookie, body, headers } = await open()
      expect(set).toEqual([
        expect.stringMatching(/^__Host-sid=hf_s_[\w-]{49}; Secure; HttpOnly; SameSite=Lax; Path=\/$/),
      ])
      expect(JSON.stringify(body)).not.toContain(cookie.split('=')[1])
      expect(headers.get('cache-control')).toBe('no-store')
      expect((await house.fetch('/v1/me', { headers: { cookie } })).status).toBe(200)
    })

    test('beside a bearer token is ambiguous', async () => {
      const { cookie, bearer } = await open()
      const answer = await house.fetch('/v1/me', { headers: { cookie, authorization: `Bearer ${bearer}` } })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ code: 'ambiguous-credentials' })
    })

    test.each<[why: string, headers: (csrf: string, other: string) => Record<string, string>]>([
      ['no token', () => ({ origin })],
      ['no origin', (csrf) => ({ 'x-csrf-token': csrf })],
      ['another origin', (csrf) => ({ origin: 'https://evil.example', 'x-csrf-token': csrf })],
      ['a site that is only similar', (csrf) => ({ origin: `${origin}.evil.example`, 'x-csrf-token': csrf })],
      ['a cross-site request', (csrf) => ({ 'sec-fetch-site': 'cross-site', origin, 'x-csrf-token': csrf })],
      ['the token of another session', (_csrf, other) => ({ origin, 'x-csrf-token': other })],
    ])('with %s changes nothing', async (_why, headers) => {
      const { cookie, csrf } = await open()
      const other = await open()
      const init = {
        method: 'PATCH',
        body: '{"name":"Eve"}',
        headers: { ...json, cookie, ...headers(csrf, other.csrf) },
      }
      const answer = await house.fetch('/v1/me', init)
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ code: 'csrf' })
      expect(await (await house.fetch('/v1/me', { headers: { cookie } })).json()).toMatchObject({
        name: null,
      })
    })

    test('with the token and from our own pages changes and ends the session, and leaves nothing behind [V14.3.1]', async () => {
      const { cookie, csrf } = await open()
      const headers = { ...json, cookie, origin, 'x-csrf-token': csrf }
      const changed = await house.fetch('/v1/me', { method: 'PATCH', body: '{"name":"Ada"}', headers })
      expect(changed.status).toBe(200)
      const out = await house.fetch('/v1/auth/logout', {
        method: 'POST',
        headers: { cookie, origin, 'x-csrf-token': csrf },
      })
      expect(out.status).toBe(204)
      expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-sid=; Max-Age=0/)
      expect(out.headers.get('clear-site-data')).toBe('"cache", "storage"')
      expect((await house.fetch('/v1/me', { headers: { cookie } })).status).toBe(401)
    })

    test('goes with the session that was ended by its id, in whatever spelling', async () => {
      const { cookie, csrf } = await open()
      const headers = { cookie, origin, 'x-csrf-token': csrf }
      const list = (await (await house.fetch('/v1/auth/sessions', { headers })).json()) as {
        data: { id: string; current: boolean }[]
      }
      const id = list.data.find(({ current }) => current)?.id ?? ''
      const out = await house.fetch(`/v1/auth/sessions/${id.toUpperCase()}`, { method: 'DELETE', headers })
      expect(out.status).toBe(204)
      expect(out.headers.getSetCookie()[0]).toMatch(/^__Host-sid=; Max-Age=0/)
    })

    test('that was there before a login is never adopted [V7.2.4]', async () => {
      const { email, password: word } = ada
      const planted = `__Host-sid=${mint('s').token}`
      const init = {
        method: 'POST',
        body: JSON.stringify({ email, password: word, transport: 'cookie' }),
        headers: { ...json, 'sec-fetch-site': 'same-origin', origin },
      }
      const response = await house.fetch('/v1/auth/login', init)
      expect(response.headers.getSetCookie()[0]).not.toContain(planted)
      expect((await house.fetch('/v1/me', { headers: { cookie: planted } })).status).toBe(401)
    })
  })

  test('a profile carries its version, answers 304 to who has it and 412 to who has an older one', async () => {
    const { token } = await house.signIn()
    const shown = await me(token)
    const tag = shown.headers.get('etag') ?? ''
    expect(shown.headers.get('cache-control')).toBe('private, no-cache')
    expect((await house.send('GET', '/v1/me', undefined, token, { 'if-none-match': tag })).status).toBe(304)
    const patch = (name: string, headers: Record<string, string>) =>
      house.send('PATCH', '/v1/me', { name }, token, headers)
    const changed = await patch('Ada', { 'if-match': tag })
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"3"'])
    const stale = await patch('Eve', { 'if-match': tag })
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, '"3"'])
    const key = { 'idempotency-key': 'once' }
    const first = await patch('Grace', key)
    const again = await patch('Grace', key)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(await again.text()).toBe(await first.text())
    expect((await patch('Other', key)).status).toBe(422)
  })

  test('what was typed is in no answer and no line of the log', async () => {
    const canary = `canary ${randomBytes(6).toString('hex')} of the sea`
    const bodies = [
      { email: canary, password: canary },
      { email: fresh(), password: canary, [canary]: canary },
      { email: fresh(), password: canary, name: `${canary}\u0000` },
      { email: fresh(), password: canary, transport: canary },
    ]
    for (const path of [
      '/v1/auth/register',
      '/v1/auth/login',
      '/v1/auth/verify-email',
      '/v1/auth/verify-email/resend',
    ])
      for (const body of bodies)
        expect((await seen(house.send('POST', path, body))).text).not.toContain(canary)
    expect(JSON.stringify(house.logged)).not.toContain(canary)
  })
})
