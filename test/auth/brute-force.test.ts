import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authPruning } from '../../src/auth/prune.ts'
import { uuidv7 } from '../../src/core/ids.ts'
import { type House, openHouse } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'
import { openRoom, password, type Room } from './room.ts'

describe('guessing passwords', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse({ config: { limits: limits(4) } })
  })
  afterAll(() => house?.close())

  const plenty = { count: 1_000_000, windowSeconds: 60 }
  const limits = (count: number) => ({
    address: plenty,
    credential: plenty,
    login: { count, windowSeconds: 60 },
    mail: plenty,
    payments: plenty,
  })
  const from = (address: string, email: string, word = 'a wrong password') =>
    house.fetch('/v1/auth/login', {
      method: 'POST',
      address,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: word }),
    })
  const hashes = () =>
    Number(/password_hashes_total\{[^}]*\} (\d+)/.exec(house.ports.meter.render())?.[1] ?? 0)

  /** Eight: twice LIMIT_LOGIN, so that one address cannot use up what an account bears. */
  test.each<[whose: string, email: () => Promise<string>]>([
    ['a known account', async () => (await house.signIn()).email],
    ['an unknown account', async () => `${uuidv7()}@example.com`],
  ])(
    'of %s from many addresses costs no more hashes than its limit allows [V6.3.1]',
    async (_whose, make) => {
      const email = await make()
      const before = hashes()
      const known =
        before > 0 &&
        (await house.ports.database.query({ text: 'select 1 from users where email = $1', params: [email] }))
          .length > 0
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, at) => from(`198.51.100.${at + 1}`, email)),
      )
      const tally = (status: number) => answers.filter((one) => one.status === status).length
      // The login of `signIn` was the first of the eight. A busy machine turns some away before their hash (503).
      const most = known ? 7 : 8
      expect(hashes() - before).toBeGreaterThan(0)
      expect(hashes() - before).toBeLessThanOrEqual(most)
      expect(tally(401)).toBeLessThanOrEqual(most)
      expect(tally(401) + tally(429) + tally(503)).toBe(40)
      expect(tally(429)).toBeGreaterThan(0)
      for (const one of answers.filter(({ status }) => status === 429)) {
        expect(Number(one.headers.get('retry-after'))).toBeGreaterThan(0)
        expect(await one.json()).toMatchObject({ code: 'rate-limited' })
      }
    },
  )

  test('of many accounts from one address costs no more hashes than its limit allows [V6.3.1]', async () => {
    const before = hashes()
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => from('203.0.113.9', `${uuidv7()}@example.com`)),
    )
    expect(hashes() - before).toBeLessThanOrEqual(4)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(26)
  })

  test('from one address leaves the owner a way in from another [V6.3.1]', async () => {
    const { email, password } = await house.signIn()
    for (let time = 0; time < 10; time++) await from('203.0.113.10', email)
    expect((await from('192.0.2.50', email, password)).status).toBe(200)
  })
})

describe('a flood of logins', () => {
  test('computes no more hashes than the limits of addresses and accounts allow [V6.3.1]', async () => {
    const plenty = { count: 1_000_000, windowSeconds: 600 }
    const login = { count: 1, windowSeconds: 600 }
    const house = await openHouse({
      config: { limits: { address: plenty, credential: plenty, login, mail: plenty, payments: plenty } },
    })
    const emails = Array.from({ length: 20 }, () => `${uuidv7()}@example.com`)
    const statuses = await Promise.all(
      Array.from({ length: 1_000 }, async (_, at) => {
        const body = JSON.stringify({ email: emails[at % 20], password: 'a wrong password' })
        const headers = { 'content-type': 'application/json' }
        const address = `198.51.100.${(at % 50) + 1}`
        return (await house.fetch('/v1/auth/login', { method: 'POST', address, headers, body })).status
      }),
    )
    const hashes = Number(/password_hashes_total\{[^}]*\} (\d+)/.exec(house.ports.meter.render())?.[1] ?? 0)
    // Fifty addresses may try once each, twenty accounts bear two each; what is too much at once is turned away before (503).
    expect(hashes).toBeGreaterThan(0)
    expect(hashes).toBeLessThanOrEqual(40)
    expect(statuses.filter((status) => ![401, 429, 503].includes(status))).toEqual([])
    await house.close()
  })
})

describe.skipIf(!postgresUrl)('a hundred wrong passwords in a row', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom({ LIMIT_LOGIN: '1000/60' })
  })
  afterAll(() => room?.close())

  const login = (email: string, word = password) =>
    room.ask('POST', '/v1/auth/login', { body: { email, password: word } })
  const failures = async (email: string) =>
    (await room.rows('select failures from users where email = $1', email))[0]?.failures
  const warnings = (email: string) =>
    room.mails.filter((mail) => mail.to === email && mail.subject === 'Your password was stopped').length

  test('stop the password, with the same answer as ever, and the owner is told once [V6.3.1]', async () => {
    const person = await room.signIn()
    await room.alter('update users set failures = 99 where email = $1', person.email)
    const wrong = await login(person.email, 'a wrong password')
    const right = await login(person.email)
    expect(right).toEqual(wrong)
    expect(right).toEqual(await login(`${uuidv7()}@example.com`))
    for (const word of ['a wrong password', password, 'another wrong one']) await login(person.email, word)
    await room.work()
    expect([await failures(person.email), warnings(person.email)]).toEqual([101, 1])
    // Open sessions go on.
    expect((await room.ask('GET', '/v1/me', { token: person.token ?? '' })).status).toBe(200)
    const events = await room.rows(
      `select action from audit_logs where entity_id = $1 and action = 'auth.password.stopped'`,
      person.user.id,
    )
    expect(events).toHaveLength(1)
  })

  test('are counted from the last right one', async () => {
    const { email } = await room.signIn()
    for (const word of ['a wrong password', 'another wrong one']) await login(email, word)
    expect(await failures(email)).toBe(2)
    await login(email)
    expect(await failures(email)).toBe(0)
  })

  test('before an address was proven do not stop what its owner chose', async () => {
    const { email, token } = await room.register()
    await room.alter('update users set failures = 101 where email = $1', email)
    await room.ask('POST', '/v1/auth/verify-email', { body: { token } })
    expect((await login(email)).status).toBe(200)
  })

  test('of which one is tried, and what waits for its answer, are forgotten in time', async () => {
    await room.alter(
      `insert into password_attempts (account, tried, since) values ('old', 1, now() - interval '13 days'), ('new', 1, now())`,
    )
    await room.alter(
      `insert into challenges (token_hash, purpose, expires_at)
        values ('old', 'oidc', now() - interval '25 hours'), ('new', 'oidc', now() + interval '5 minutes')`,
    )
    for (const one of authPruning) await one.run(room.ports, AbortSignal.timeout(5_000))
    const left = await room.rows(
      `select account as name from password_attempts where account in ('old', 'new')
        union all select token_hash from challenges`,
    )
    expect(left).toEqual([{ name: 'new' }, { name: 'new' }])
  })
})
