import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { uuidv7 } from '../../src/core/ids.ts'
import { postgresUrl } from '../support/servers.ts'
import { openRoom, password, type Room } from './room.ts'

const next = 'limpets cling to the pier'

describe.skipIf(!postgresUrl)('a lost password', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  const forgot = (email: string) => room.ask('POST', '/v1/auth/password/forgot', { body: { email } })
  const reset = (token: string, word = next) =>
    room.ask('POST', '/v1/auth/password/reset', { body: { token, password: word } })
  const login = (email: string, word: string) =>
    room.ask('POST', '/v1/auth/login', { body: { email, password: word } })
  const hashes = () => room.counts.get('password_hashes_total') ?? 0
  const lastMail = (email: string) => room.mails.find(({ to }) => to === email)
  const eventsOf = async (id: string) =>
    (
      await room.rows(
        `select action, outcome from audit_logs where operation = 'EVENT' and entity_id = $1 order by id`,
        id,
      )
    ).map(({ action, outcome }) => `${action} ${outcome}`)

  /** The newest reset token that was mailed. */
  async function mailed(email: string) {
    await forgot(email)
    await room.settle()
    await room.work()
    const mail = room.mails.find(({ to, text }) => to === email && text.includes('hf_r_'))
    return /token=(hf_r_[\w-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
  }

  test('is set anew by the mailed token, and every session ends [V6.4.1] [V6.3.7]', async () => {
    const person = await room.signIn()
    const other = await room.logIn(person.email)
    const token = await mailed(person.email)
    expect(token).toMatch(/^hf_r_[\w-]{49}$/)
    expect(await reset(token)).toMatchObject({ status: 204, cookies: [] })
    for (const session of [person, other])
      expect((await room.ask('GET', '/v1/me', { token: session.token })).status).toBe(401)
    expect((await login(person.email, password)).status).toBe(401)
    expect((await login(person.email, next)).status).toBe(200)
    await room.settle()
    await room.work()
    expect(room.mails.filter(({ to }) => to === person.email).map(({ subject }) => subject)).toContain(
      'Your password was changed',
    )
    const events = await eventsOf(person.user.id)
    expect(events).toEqual(
      expect.arrayContaining(['auth.password.reset-requested success', 'auth.password.reset success']),
    )
  })

  test('is asked for alike by everybody, with one row of work and one event each [V6.3.8]', async () => {
    const known = await room.signIn()
    const disabled = await room.signIn()
    await room.alter('update users set disabled_at = now() where email = $1', disabled.email)
    const unverified = await room.register()
    await room.settle()
    const count = async () => {
      const [row] = await room.rows(
        `select (select count(*)::int from outbox) as jobs,
          (select count(*)::int from audit_logs where action = 'auth.password.reset-requested') as events`,
      )
      return [Number(row?.jobs), Number(row?.events)] as const
    }
    const started = performance.now()
    for (const email of [known.email, disabled.email, unverified.email, `${uuidv7()}@example.com`]) {
      const [jobs, events] = await count()
      expect(await forgot(email)).toEqual({
        status: 202,
        body: { status: 'reset-sent' },
        cookies: [],
        version: undefined,
      })
      expect(await count()).toEqual([jobs + 1, events + 1])
    }
    expect(performance.now() - started).toBeGreaterThan(4 * 49)
    await room.settle()
    await room.work()
    expect(lastMail(known.email)?.subject).toBe('Set a new password')
    expect(lastMail(disabled.email)?.text).not.toContain('hf_r_')
    expect(lastMail(unverified.email)?.text).toContain('hf_v_')
  })

  const another = async (purpose: 's' | 'k' | 'v' | 'c') => mint(purpose).token
  test.each<[why: string, token: () => Promise<string>]>([
    ['no token of ours', async () => 'hf_r_nonsense'],
    ['one that nobody was mailed', async () => mint('r').token],
    ['a verification token', () => another('v')],
    ['a session token', () => another('s')],
    [
      'a used one',
      async () => {
        const token = await mailed((await room.signIn()).email)
        await reset(token)
        return token
      },
    ],
    [
      'an expired one',
      async () => {
        const { email, user } = await room.signIn()
        const token = await mailed(email)
        await room.alter(
          `update mailed_tokens set expires_at = now() - interval '1 second' where purpose = 'reset' and user_id = $1::uuid`,
          user.id,
        )
        return token
      },
    ],
    [
      'one of somebody who was disabled',
      async () => {
        const { email, user } = await room.signIn()
        const token = await mailed(email)
        await room.alter('update users set disabled_at = now() where id = $1::uuid', user.id)
        return token
      },
    ],
    [
      'one that a sibling has outrun',
      async () => {
        const { email } = await room.signIn()
        const [first, second] = [await mailed(email), await mailed(email)]
        await reset(second)
        return first
      },
    ],
  ])('is not set by %s: 422 at #/token, and no hash is computed [V6.4.1]', async (_why, make) => {
    const token = await make()
    const before = hashes()
    const answer = await reset(token)
    expect([answer.status, answer.body.errors]).toMatchObject([
      422,
      [{ pointer: '#/token', code: 'invalid_token' }],
    ])
    expect(hashes()).toBe(before)
  })

  test('is judged by the rules, with the person in mind, and the token stays good [V6.2.4] [V6.2.11]', async () => {
    const { email } = await room.signIn('katharina.walker@acme-shipping.example')
    const token = await mailed(email)
    for (const [word, code] of [
      ['too short', 'too_short'],
      ['passwordpassword', 'common_password'],
      ['katharina.walker', 'contextual_password'],
    ] as const) {
      const answer = await reset(token, word)
      expect([answer.status, answer.body.errors]).toMatchObject([422, [{ pointer: '#/password', code }]])
    }
    expect((await reset(token)).status).toBe(204)
  })

  test('opens again what a hundred failures or an administrator had stopped', async () => {
    const { email } = await room.signIn()
    await room.alter('update users set failures = 101, reset_required_at = now() where email = $1', email)
    expect((await login(email, password)).status).toBe(401)
    expect((await reset(await mailed(email))).status).toBe(204)
    expect((await login(email, next)).status).toBe(200)
  })

  test('voids a login that waits for its second factor [V2.3.1]', async () => {
    const { email, user } = await room.signIn()
    await room.alter(
      `insert into challenges (token_hash, purpose, user_id, expires_at) values ($1, 'second-factor', $2::uuid, now() + interval '5 minutes')`,
      mint('c').hash,
      user.id,
    )
    await reset(await mailed(email))
    const open = await room.rows(
      'select 1 from challenges where user_id = $1::uuid and used_at is null',
      user.id,
    )
    expect(open).toHaveLength(0)
  })

  test('is set once, by twenty uses of one token at a time [V2.3.4]', async () => {
    const { email } = await room.signIn()
    const token = await mailed(email)
    const words = Array.from({ length: 20 }, (_, at) => `limpets cling to pier ${at + 11}`)
    // The hash gate turns some away for now (503): they come back until they are told.
    const insist = async (word: string): Promise<{ status: number }> => {
      const answer = await reset(token, word)
      return answer.status === 503 ? insist(word) : answer
    }
    const answers = await Promise.all(words.map(insist))
    const won = words.filter((_, at) => answers[at]?.status === 204)
    expect(won).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(words.length - 1)
    expect((await login(email, won[0] ?? '')).status).toBe(200)
  })

  test('leaves neither token nor password in the database [V14.2.4]', async () => {
    const { email } = await room.signIn()
    const token = await mailed(email)
    await reset(token)
    const everything = JSON.stringify(await room.dump())
    expect(everything).not.toContain(token)
    expect(everything).not.toContain(next)
  })
})
