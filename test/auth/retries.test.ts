import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/bytes.ts'
import type { BarePorts } from '../../src/ports/index.ts'
import { type House, openHouse, type Person } from '../support/house.ts'

const password = 'kelp holds on to rock'

describe('a retry with an Idempotency-Key', () => {
  let house: House
  let ada: Person
  /** How each keyed login was to commit. */
  const commits: unknown[] = []
  beforeAll(async () => {
    house = await openHouse({ wrap: listening })
    ada = await house.signIn()
  })
  afterAll(() => house?.close())

  function listening(ports: BarePorts): BarePorts {
    const probe = { text: `select current_setting('synchronous_commit') as how`, params: [] }
    const { database } = ports
    async function atomic(...[statements, options]: Parameters<typeof database.atomic>) {
      // What opens it, who is locked, the change, and the look at what is stored.
      if (statements.length !== 4) return database.atomic(statements, options)
      const results = await database.atomic(
        [...statements.slice(0, 3), probe, ...statements.slice(3)],
        options,
      )
      commits.push(results[3]?.[0]?.how)
      return results
    }
    return { ...ports, database: { ...database, atomic } }
  }

  const fresh = () => `p${randomBytes(8).toString('hex')}@example.com`
  const rows = (text: string, ...params: string[]) => house.ports.database.query({ text, params })
  const sessions = async (id: string) =>
    (await rows('select 1 from sessions where user_id = $1::uuid', id)).length
  const post = (path: string, body: unknown, key: string, address = '127.0.0.1') =>
    house.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      address,
    })
  const login = (key: string, more: object = {}, address?: string) =>
    post('/v1/auth/login', { email: ada.email, password: ada.password, ...more }, key, address)
  const replayed = (response: Response) => response.headers.get('idempotency-replayed') === 'true'
  const tokenOf = async (response: Response) => ((await response.json()) as { token: string }).token

  test('of a login opens no second session, also from many at the same time', async () => {
    const before = await sessions(ada.id)
    const key = crypto.randomUUID()
    // Each is a hash, one after another, and the last must be done before its deadline on a busy machine as well.
    const answers = await Promise.all(Array.from({ length: 4 }, () => login(key)))
    expect(answers.map(({ status }) => status)).toEqual(Array(4).fill(200))
    expect(answers.filter((answer) => !replayed(answer))).toHaveLength(1)
    const [token = '', ...others] = [...new Set(await Promise.all(answers.map(tokenOf)))]
    expect(others).toEqual([])
    expect((await house.send('GET', '/v1/me', undefined, token)).status).toBe(200)
    expect(await sessions(ada.id)).toBe(before + 1)
  })

  test('of a login finds nothing at rest that opens a session or tells the password', async () => {
    const [key, body] = [crypto.randomUUID(), { email: ada.email, password: ada.password }]
    const token = await tokenOf(await login(key))
    const [kept] = await rows(
      'select to_jsonb(r)::text as result, k.principal, k.request_hash from idempotency_results r join idempotency_keys k using (principal, key) where key = $1',
      key,
    )
    const everything = JSON.stringify(kept)
    expect(everything).toContain('sealed')
    for (const hidden of [token, token.slice(5, 48), ada.password, '127.0.0.1:', sha256(token)])
      expect(everything).not.toContain(hidden)
    expect(kept?.principal).not.toContain('127.0.0.1')
    const bare = sha256(['POST', '/v1/auth/login', '', JSON.stringify(body)].join('\n'))
    expect(kept?.request_hash).not.toBe(bare)
  })

  test('of a login by cookie sets the same cookie', async () => {
    const key = crypto.randomUUID()
    const answers = [await login(key, { transport: 'cookie' }), await login(key, { transport: 'cookie' })]
    expect(answers.map(replayed)).toEqual([false, true])
    const cookies = answers.map(({ headers }) => headers.getSetCookie().join())
    expect(cookies[0]).toMatch(/^__Host-sid=hf_s_/)
    expect(cookies[1]).toBe(cookies[0])
    const [first, again] = await Promise.all(answers.map((answer) => answer.text()))
    expect(again).toBe(first)
    expect(first).not.toContain(cookies[0]?.split(/[=;]/)[1])
  })

  test('of a refused login is refused in the same words, and recorded once', async () => {
    const key = crypto.randomUUID()
    const wrong = { password: `${ada.password}!` }
    const answers = [await login(key, wrong), await login(key, wrong)]
    expect(answers.map(({ status }) => status)).toEqual([401, 401])
    expect(answers.map(replayed)).toEqual([false, true])
    const [first, again] = await Promise.all(answers.map((answer) => answer.text()))
    expect(again).toBe(first)
    const denials = await rows(
      `select 1 from audit_logs where entity_id = $1 and outcome = 'denied' and request_id = $2::uuid`,
      ada.id,
      answers[0]?.headers.get('x-request-id') ?? '',
    )
    expect(denials).toHaveLength(1)
  })

  test('of a known address and of an unknown one cannot be told apart', async () => {
    async function seen(path: string, body: object) {
      const key = crypto.randomUUID()
      const answers = [await post(path, body, key), await post(path, body, key)]
      return Promise.all(
        answers.map(async (answer) => ({
          status: answer.status,
          replayed: replayed(answer),
          text: (await answer.text()).replace(/urn:uuid:[\w-]+/, ''),
        })),
      )
    }
    const unverified = fresh()
    await house.send('POST', '/v1/auth/register', { email: unverified, password })
    for (const [path, rest] of [
      ['/v1/auth/register', { password }],
      ['/v1/auth/verify-email/resend', {}],
      ['/v1/auth/login', { password }],
    ] as const) {
      const known = await seen(path, { email: ada.email, ...rest })
      expect(known.map((one) => one.replayed)).toEqual([false, true])
      expect(await seen(path, { email: fresh(), ...rest })).toEqual(known)
      expect(await seen(path, { email: unverified, ...rest })).toEqual(known)
    }
  })

  test('of a login commits a denial at once, whether or not the address is known', async () => {
    const how = async (more: object) => {
      commits.length = 0
      await login(crypto.randomUUID(), more)
      return commits
    }
    const usual = [...(await how({}))]
    expect(usual).toHaveLength(1)
    expect(usual).not.toEqual(['off'])
    expect(await how({ password })).toEqual(['off'])
    expect(await how({ email: fresh() })).toEqual(['off'])
  })

  test.each([
    ['/v1/auth/register', { password }],
    ['/v1/auth/verify-email/resend', {}],
  ])('of %s sends one mail', async (path, rest) => {
    const email = fresh()
    await house.send('POST', '/v1/auth/register', { email, password })
    const before = (await house.mailTo(email)).length
    const key = crypto.randomUUID()
    for (let i = 0; i < 3; i++) expect((await post(path, { email, ...rest }, key)).status).toBe(202)
    expect((await house.mailTo(email)).length).toBe(before + 1)
  })

  test('is nobody else’s: the same request from elsewhere is a request of its own', async () => {
    const key = crypto.randomUUID()
    const mine = await tokenOf(await login(key, {}, '192.0.2.1'))
    const elsewhere = await login(key, {}, '198.51.100.9')
    expect([elsewhere.status, replayed(elsewhere)]).toEqual([200, false])
    expect(await tokenOf(elsewhere)).not.toBe(mine)
    // One customer's IPv6 addresses are one place.
    await login(key, {}, '2001:db8:1:2::a')
    expect(replayed(await login(key, {}, '2001:db8:1:2::b'))).toBe(true)
    expect(replayed(await login(key, {}, '2001:db8:1:3::a'))).toBe(false)
  })

  test('tells a neighbour who guesses the key no more than that it is taken', async () => {
    const key = 'guessed'
    const known = await login(key)
    expect(known.status).toBe(200)
    for (const guess of [{ password }, { email: fresh() }, { transport: 'cookie' }]) {
      const refused = await login(key, guess)
      expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'idempotency-mismatch' }])
    }
  })

  test('of a logout ends no other session unasked: there the key is another request’s', async () => {
    const [one, two] = [await login(crypto.randomUUID()), await login(crypto.randomUUID())]
    const [first, second] = [await tokenOf(one), await tokenOf(two)]
    const key = { 'idempotency-key': crypto.randomUUID() }
    const out = (token: string) => house.send('POST', '/v1/auth/logout', undefined, token, key)
    expect((await out(first)).status).toBe(204)
    // What went through is told by the session itself.
    expect((await out(first)).status).toBe(401)
    expect((await out(second)).status).toBe(422)
    expect((await house.send('GET', '/v1/me', undefined, second)).status).toBe(200)
  })

  test('of the ending of a session that is none is not found, in the same words', async () => {
    const key = { 'idempotency-key': crypto.randomUUID() }
    const path = `/v1/auth/sessions/${crypto.randomUUID()}`
    const end = () => house.send('DELETE', path, undefined, ada.token, key)
    const answers = [await end(), await end()]
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    expect(answers.map(replayed)).toEqual([false, true])
    const [first, again] = await Promise.all(answers.map((answer) => answer.text()))
    expect(again).toBe(first)
  })
})
