import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../support/servers.ts'
import { openRoom, password, type Room } from './room.ts'

const next = 'limpets cling to the pier'

describe.skipIf(!postgresUrl)('changing a password', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom({ LIMIT_LOGIN: '1000/60' })
  })
  afterAll(() => room?.close())

  const change = (token: string | undefined, currentPassword: string, word = next, transport?: 'cookie') =>
    room.ask('POST', '/v1/auth/password/change', {
      body: { currentPassword, password: word },
      ...(token && { token }),
      ...(transport && { transport }),
    })
  const login = (email: string, word: string) =>
    room.ask('POST', '/v1/auth/login', { body: { email, password: word } })
  const me = async (token = '') => (await room.ask('GET', '/v1/me', { token })).status
  const failures = async (email: string) =>
    (await room.rows('select failures from users where email = $1', email))[0]?.failures

  test('takes the old one and the new one, ends all sessions and gives a new one [V6.2.2] [V6.2.3] [V6.3.7]', async () => {
    const person = await room.signIn()
    const other = await room.logIn(person.email)
    const answer = await change(person.token, password)
    expect(answer).toMatchObject({
      status: 200,
      body: { user: { id: person.user.id }, session: { method: 'password' } },
    })
    expect(answer.body.token).toMatch(/^hf_s_/)
    expect([await me(person.token), await me(other.token), await me(answer.body.token)]).toEqual([
      401, 401, 200,
    ])
    expect((await login(person.email, password)).status).toBe(401)
    expect((await login(person.email, next)).status).toBe(200)
    const events = await room.rows(
      `select action from audit_logs where operation = 'EVENT' and action like 'auth.password%' and entity_id = $1`,
      person.user.id,
    )
    expect(events).toEqual([{ action: 'auth.password.changed' }])
    await room.work()
    expect(room.mails.filter(({ to }) => to === person.email).map(({ subject }) => subject)).toContain(
      'Your password was changed',
    )
  })

  test('answers a cookie by a cookie', async () => {
    const person = await room.signIn(undefined, 'cookie')
    const answer = await change(person.token, password, next, 'cookie')
    expect(answer).toMatchObject({ status: 200, body: { session: { transport: 'cookie' } } })
    expect(answer.body.token).toBeUndefined()
    expect(answer.body.csrfToken).toBeTruthy()
    expect(answer.cookies[0]).toMatch(/^__Host-sid=hf_s_/)
  })

  test('keeps what the session was opened with', async () => {
    const person = await room.signIn()
    await room.alter(`update sessions set method = 'password+totp' where id = $1::uuid`, person.session.id)
    expect((await change(person.token, password)).body.session.method).toBe('password+totp')
  })

  test('is refused with a wrong current password, which is counted and noted [V6.2.3]', async () => {
    const person = await room.signIn()
    const answer = await change(person.token, `${password}!`)
    expect([answer.status, answer.body.errors]).toMatchObject([
      422,
      [{ pointer: '#/currentPassword', code: 'wrong_password' }],
    ])
    expect(await failures(person.email)).toBe(1)
    expect([await me(person.token), (await login(person.email, password)).status]).toEqual([200, 200])
    const events = await room.rows(
      `select outcome from audit_logs where action = 'auth.password.change-failed' and entity_id = $1`,
      person.user.id,
    )
    expect(events).toEqual([{ outcome: 'denied' }])
  })

  test.each<[why: string, column: string, value: string]>([
    ['was stopped', 'failures', '100'],
    ['must be reset', 'reset_required_at', 'now()'],
  ])('is refused where the password %s', async (_why, column, value) => {
    const person = await room.signIn()
    await room.alter(`update users set ${column} = ${value} where email = $1`, person.email)
    const answer = await change(person.token, password)
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ pointer: '#/currentPassword' }]])
  })

  test.each<[why: string, word: string, code: string]>([
    ['short', 'too short', 'too_short'],
    ['common', 'passwordpassword', 'common_password'],
  ])('is refused where the new one is %s [V6.2.1] [V6.2.4]', async (_why, word, code) => {
    const person = await room.signIn()
    const answer = await change(person.token, password, word)
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ pointer: '#/password', code }]])
  })

  test('is refused without a session, and without the current password [V6.2.3]', async () => {
    expect((await change(undefined, password)).status).toBe(401)
    const person = await room.signIn()
    const answer = await room.ask('POST', '/v1/auth/password/change', {
      token: person.token,
      body: { password: next },
    })
    expect(answer.status).toBe(422)
  })

  test('voids a reset that was mailed before', async () => {
    const person = await room.signIn()
    await room.ask('POST', '/v1/auth/password/forgot', { body: { email: person.email } })
    await room.settle()
    await room.work()
    const mail = room.mails.find(({ to, text }) => to === person.email && text.includes('hf_r_'))
    const token = /token=([\w-]+)/.exec(mail?.text ?? '')?.[1]
    await change(person.token, password)
    const answer = await room.ask('POST', '/v1/auth/password/reset', { body: { token, password } })
    expect(answer.status).toBe(422)
  })
})
