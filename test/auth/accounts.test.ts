import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint, referenceOf } from '../../src/auth/tokens.ts'
import { uuidv7 } from '../../src/core/ids.ts'
import { postgresUrl } from '../support/servers.ts'
import { openRoom, password, type Room } from './room.ts'

describe.skipIf(!postgresUrl)('accounts', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  const fresh = () => `${uuidv7()}@example.com`
  const register = (body: unknown) => room.ask('POST', '/v1/auth/register', { body })
  const verify = (token: string) => room.ask('POST', '/v1/auth/verify-email', { body: { token } })
  const login = (email: string, word = password) =>
    room.ask('POST', '/v1/auth/login', { body: { email, password: word } })
  const hashes = () => room.counts.get('password_hashes_total') ?? 0

  test('go from registration over the mail to a session', async () => {
    const { email, token } = await room.register()
    expect((await login(email)).status).toBe(401)
    expect((await verify(token)).status).toBe(204)
    const answer = await login(email)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      token: expect.stringMatching(/^hf_s_[\w-]{49}$/),
      session: { transport: 'bearer', ipAddress: '192.0.2.7', userAgent: 'a test', current: true },
      user: { email, name: null, role: 'member', version: 2 },
    })
    expect(answer.body.user.verifiedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  test('answer a known address as they answer an unknown one, with the same work', async () => {
    const { email } = await room.signIn()
    const before = hashes()
    const known = await register({ email, password })
    const between = hashes()
    const unknown = await register({ email: fresh(), password })
    expect(known).toEqual(unknown)
    expect(known).toMatchObject({ status: 202, body: { status: 'verification-sent' } })
    expect([between - before, hashes() - between]).toEqual([1, 1])
    await room.settle()
    expect(room.mails.find(({ to }) => to === email)?.subject).toBe('You already have an account')
  })

  test('change nothing of an owner whose address is registered again', async () => {
    const { email } = await room.signIn()
    await register({ email, password: 'another secret of mine', name: 'Mallory' })
    expect((await login(email)).status).toBe(200)
    expect((await login(email, 'another secret of mine')).status).toBe(401)
  })

  /** Two registrations of one address, each with its mail, and a third mail that was asked for. */
  async function contested(first: string, second: string) {
    const email = fresh()
    const mailed: string[] = []
    for (const [word, name] of [
      [first, 'First'],
      [second, 'Second'],
    ]) {
      await register({ email, password: word, name })
      await room.settle()
      mailed.push(room.mailedToken(email))
    }
    await room.ask('POST', '/v1/auth/verify-email/resend', { body: { email } })
    await room.settle()
    return { email, mailed: [...mailed, room.mailedToken(email)] }
  }
  const [earlier, later] = ['the one who came earlier', 'the one who came later']

  test.each<[proves: string, mail: number, wins: string, loses: string, name: string | null]>([
    ['the first registration', 0, earlier, later, null],
    ['the second registration', 1, later, earlier, 'Second'],
    ['a mail that was asked for again', 2, later, earlier, 'Second'],
  ])('belong to whoever proves the address: %s', async (_proves, mail, wins, loses, name) => {
    const { email, mailed } = await contested(earlier, later)
    expect(new Set(mailed).size).toBe(3)
    for (const word of [earlier, later]) expect((await login(email, word)).status).toBe(401)
    expect((await verify(mailed[mail] ?? '')).status).toBe(204)
    expect((await login(email, loses)).status).toBe(401)
    const answer = await login(email, wins)
    expect([answer.status, answer.body.user]).toMatchObject([200, { email, name }])
    // The other mails are void: they change neither the password nor anything else.
    for (const token of mailed) expect((await verify(token)).status).toBe(422)
    expect((await login(email, loses)).status).toBe(401)
    expect((await login(email, wins)).status).toBe(200)
  })

  test('are proven by one of all their mails at the same time, with its password alone', async () => {
    const { email, mailed } = await contested(earlier, later)
    const answers = await Promise.all(mailed.map(verify))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422, 422])
    const wins = answers.findIndex(({ status }) => status === 204) === 0 ? earlier : later
    for (const word of [earlier, later])
      expect((await login(email, word)).status).toBe(word === wins ? 200 : 401)
  })

  test('take no password from a token whose registration is another’s', async () => {
    const [mine, theirs] = [await room.register(), await room.register()]
    // Even a database that holds the forgery does not let a token borrow another user's registration.
    const forged = mint('v', referenceOf(theirs.token))
    await room.alter(
      `insert into mailed_tokens (token_hash, user_id, purpose, expires_at)
        select $1, id, 'verify', clock_timestamp() + interval '1 hour' from users where email = $2`,
      forged.hash,
      mine.email,
    )
    expect((await verify(forged.token)).status).toBe(422)
    expect((await login(mine.email)).status).toBe(401)
  })

  test('tell in the mail when they were registered', async () => {
    const { email } = await room.register()
    const text = room.mails.find(({ to }) => to === email)?.text
    expect(text).toContain(`chosen on ${new Date().toISOString().slice(0, 10)} `)
  })

  test('are one however the address is typed, also at the same time', async () => {
    const email = `Ada.${uuidv7()}@Example.COM`
    const typed = [email, email.toLowerCase(), ` ${email} `, email.toUpperCase()]
    const answers = await Promise.all(
      [...typed, ...typed].map((spelling) => register({ email: spelling, password })),
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202))
    const rows = await room.rows('select 1 from users where email = $1', email.toLowerCase())
    expect(rows).toHaveLength(1)
  })

  test.each<[why: string, body: Record<string, unknown>]>([
    ['a short password', { email: 'a@example.com', password: 'fourteen chars' }],
    ['a password of one letter', { email: 'a@example.com', password: 'a'.repeat(20) }],
    ['a common password', { email: 'a@example.com', password: 'Password123456789' }],
    ['the own address as password', { email: 'katharina.walker@example.com', password: 'katharina.walker' }],
    ['a role', { email: 'a@example.com', password, role: 'admin' }],
    ['a verified account', { email: 'a@example.com', password, verifiedAt: '2026-01-01T00:00:00.000Z' }],
    ['an object for an address', { email: { $gt: '' }, password }],
    ['NUL in the name', { email: 'a@example.com', password, name: 'a\u0000b' }],
  ])('refuse %s, before any work', async (_why, body) => {
    const before = hashes()
    expect((await register(body)).status).toBe(422)
    expect(hashes()).toBe(before)
    expect(await room.rows('select 1 from users where email = $1', 'a@example.com')).toEqual([])
  })

  test('are verified once, by one of twenty at the same time', async () => {
    const { token } = await room.register()
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(token)))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(19)
  })

  test('replay a verification to who retries it with a key', async () => {
    const { token } = await room.register()
    const again = () =>
      room.ask('POST', '/v1/auth/verify-email', { body: { token }, idempotencyKey: 'retry-1' })
    expect([(await again()).status, (await again()).status]).toEqual([204, 204])
    expect((await verify(token)).status).toBe(422)
  })

  test.each<[why: string, token: (room: Room) => Promise<string>]>([
    ['a token that nobody was sent', async () => mint('v').token],
    ['a session token', async (r) => (await r.signIn()).token],
    ['a reset token', async () => mint('r').token],
    ['a broken checksum', async (r) => `${(await r.register()).token.slice(0, -1)}!`],
    [
      'an expired token',
      async (r) => {
        const { token } = await r.register()
        await r.alter(`update mailed_tokens set expires_at = clock_timestamp() - interval '1 second'`)
        return token
      },
    ],
  ])('refuse %s alike', async (_why, make) => {
    expect(await verify(await make(room))).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '#/token', code: 'invalid_token' }] },
    })
  })

  test('send the mail once more to whom it may concern, and answer everybody alike', async () => {
    const waiting = await room.register()
    const done = await room.signIn()
    const resend = async (email: string) => {
      const before = room.mails.length
      const answer = await room.ask('POST', '/v1/auth/verify-email/resend', { body: { email } })
      await room.settle()
      return { answer, sent: room.mails.length - before }
    }
    const [a, b, c] = [await resend(waiting.email), await resend(done.email), await resend(fresh())]
    expect([a.sent, b.sent, c.sent]).toEqual([1, 0, 0])
    expect(a.answer).toEqual(b.answer)
    expect(b.answer).toEqual(c.answer)
    // Both mails hold: a person opens whichever comes first.
    expect((await verify(waiting.token)).status).toBe(204)
  })

  test('leave no password and no token anywhere but in the mail [V14.2.4]', async () => {
    const word = 'canary of the deep sea'
    const email = fresh()
    await register({ email, password: word, name: 'Canary Name' })
    await room.settle()
    const mailed = room.mailedToken(email)
    await verify(mailed)
    const { body } = await login(email, word)
    await login(email, `${word}!`)
    await room.ask('POST', '/v1/auth/logout', { token: body.token })
    const everything = JSON.stringify(await room.dump())
    for (const hidden of [word, mailed, body.token, mailed.slice(5, 48), body.token.slice(5, 48)])
      expect(everything).not.toContain(hidden)
    const log = JSON.stringify(await room.rows('select * from audit_logs'))
    for (const hidden of [email, 'Canary Name', 'scrypt']) expect(log).not.toContain(hidden)
    const posted = JSON.stringify(await room.rows('select payload from outbox'))
    expect(posted).not.toContain('@')
  })
})
