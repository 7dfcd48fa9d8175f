import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Lies } from '../support/authenticator.ts'
import type { Json } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'
import { openPasskeyHouse } from './passkey-house.ts'

describe.skipIf(!postgresUrl)('a passkey', () => {
  let room: Awaited<ReturnType<typeof openPasskeyHouse>>
  beforeAll(async () => {
    room = await openPasskeyHouse()
  })
  afterAll(() => room?.house.close())

  test('signs in alone, in either transport, as two factors at once [V6.3.3]', async () => {
    const { device, id } = await room.owner()
    const bearer = await room.signIn(device.get(await room.beginSignIn()))
    expect(bearer.status).toBe(200)
    expect(bearer.body).toMatchObject({ user: { id }, session: { method: 'passkey', transport: 'bearer' } })
    expect((await room.me(bearer.body.token)).status).toBe(200)
    const cookie = await room.signIn(device.get(await room.beginSignIn()), { transport: 'cookie' })
    expect(cookie.body.token).toBeUndefined()
    expect(cookie.headers.get('set-cookie')).toMatch(/^__Host-sid=hf_s_/)
  })

  test('is asked for without naming anybody: the options tell of no account', async () => {
    const options = await room.beginSignIn()
    expect(options.allowCredentials).toBeUndefined()
    expect(options).toMatchObject({ rpId: 'holdfast.test', userVerification: 'required' })
  })

  test('brings recovery codes where there are none, ends other sessions, and is mailed [V7.4.3] [V6.3.7]', async () => {
    const person = await room.house.signIn()
    const other = (await room.login(person)).body.token
    const { body } = await room.register(person, room.device())
    expect(body).toMatchObject({ name: 'My laptop', lastUsedAt: null, recoveryCodes: expect.any(Array) })
    expect(body.recoveryCodes).toHaveLength(10)
    expect((await room.me(other)).status).toBe(401)
    const again = await room.register(person, room.device())
    expect(again.body.recoveryCodes).toBeUndefined()
    expect((await room.house.mailTo(person.email)).map(({ subject }) => subject)).toContain(
      'A passkey was added',
    )
  })

  test('is a second factor: a password alone opens nothing, and the key finishes it [V6.3.3]', async () => {
    const { device, ...person } = await room.owner()
    const refused = await room.login(person)
    expect(refused.body).toMatchObject({ code: 'mfa-required', methods: ['passkey', 'recovery-code'] })
    const { challenge } = refused.body
    const options = await room.call('POST', '/v1/auth/login/second-factor/passkey/options', { challenge })
    expect(options.body.allowCredentials).toHaveLength(1)
    const response = device.get(options.body)
    const done = await room.call('POST', '/v1/auth/login/second-factor', {
      challenge,
      method: 'passkey',
      response,
    })
    expect(done.status).toBe(200)
    expect(done.body.session.method).toBe('password+passkey')
  })

  test('proves again who one is', async () => {
    const { device, token } = await room.owner()
    const begun = await room.call('POST', '/v1/auth/reauthenticate/passkey/options', undefined, token)
    const response = device.get(begun.body)
    const fresh = await room.call('POST', '/v1/auth/reauthenticate', { method: 'passkey', response }, token)
    expect(fresh.status).toBe(200)
    expect((await room.me(token)).status).toBe(401)
    expect((await room.me(fresh.body.token)).status).toBe(200)
  })

  test('goes on where the password was stopped', async () => {
    const { device, id, ...person } = await room.owner()
    await room.alter(`update users set failures = 100 where id = '${id}'`)
    expect((await room.login(person)).status).toBe(401)
    expect((await room.signIn(device.get(await room.beginSignIn()))).status).toBe(200)
  })

  test('is listed and removed by its owner alone; then it signs in no more [V6.5.6]', async () => {
    const [one, two] = [await room.owner(), await room.owner()]
    const list = async (token: string) =>
      (await room.call('GET', '/v1/auth/passkeys', undefined, token)).body.data
    expect((await list(one.token)).map(({ id }: Json) => id)).toEqual([one.passkey.id])
    expect(JSON.stringify(await list(one.token))).not.toMatch(/publicKey|credential/)
    const remove = (token: string) =>
      room.call('DELETE', `/v1/auth/passkeys/${one.passkey.id}`, undefined, token)
    expect((await remove(two.token)).status).toBe(404)
    expect((await remove(one.token)).status).toBe(204)
    expect((await remove(one.token)).status).toBe(404)
    expect((await room.signIn(one.device.get(await room.beginSignIn()))).status).toBe(401)
    expect((await room.login(one)).status).toBe(200)
  })

  test.each<[why: string, lies: Lies]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['a challenge that nobody gave out', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['no verification of the person', { verified: false }],
    ['the answer to another question', { type: 'webauthn.get' }],
    ['an id that is not the key’s', { id: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ])('is not registered with %s', async (_why, lies) => {
    const person = await room.house.signIn()
    const { status, body } = await room.register(person, room.device(), lies)
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ pointer: '#/response' }])
    expect((await room.call('GET', '/v1/auth/passkeys', undefined, person.token)).body.data).toEqual([])
  })

  test('is not registered with another person’s challenge, one that is over, or twice', async () => {
    const [ada, eve] = [await room.house.signIn(), await room.house.signIn()]
    const device = room.device()
    const send = (token: string, response: unknown) =>
      room.call('POST', '/v1/auth/passkeys', { name: 'x', response }, token)
    const stolen = device.create(await room.beginRegistration(ada.token))
    expect((await send(eve.token, stolen)).status).toBe(422)
    const late = device.create(await room.beginRegistration(ada.token))
    await room.alter(
      `update challenges set expires_at = now() where user_id = '${ada.id}' and used_at is null`,
    )
    expect((await send(ada.token, late)).status).toBe(422)
    const good = device.create(await room.beginRegistration(ada.token))
    expect((await send(ada.token, good)).status).toBe(201)
    expect((await send(ada.token, good)).status).toBe(422)
  })

  test.each<[why: string, lies: Lies]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['a challenge that nobody gave out', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['no verification of the person', { verified: false }],
    ['the answer to another question', { type: 'webauthn.create' }],
    ['a signature that was altered', { forged: true }],
    ['a counter that went back: a copy of the key', { counter: 1 }],
    ['another person’s handle', { userHandle: 'AAAA' }],
    ['a key that nobody registered', { id: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ])('does not sign in with %s, and one answer says so', async (_why, lies) => {
    const { device, id } = await room.owner()
    expect((await room.signIn(device.get(await room.beginSignIn()))).status).toBe(200)
    expect((await room.signIn(device.get(await room.beginSignIn()))).status).toBe(200)
    const { status, body } = await room.signIn(device.get(await room.beginSignIn(), lies))
    expect({ status, detail: body.detail }).toEqual({
      status: 401,
      detail: 'This passkey does not sign in here.',
    })
    const rows = await room.house.ports.database.query({
      text: `select count(*)::int as n from audit_logs where action = 'auth.passkey.refused' and entity_id = $1`,
      params: [id],
    })
    expect(rows).toEqual([{ n: lies.id ? 0 : 1 }])
  })

  test.each(['disabled_at = now()', 'verified_at = null'])(
    'does not open an account with %s',
    async (state) => {
      const { device, id } = await room.owner()
      await room.alter(`update users set ${state} where id = '${id}'`)
      expect((await room.signIn(device.get(await room.beginSignIn()))).status).toBe(401)
    },
  )

  test('answers one challenge once, however many send it at once', async () => {
    const { device } = await room.owner()
    const response = device.get(await room.beginSignIn())
    const answers = await Promise.all(Array.from({ length: 20 }, () => room.signIn(response)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await room.signIn(response)).status).toBe(401)
    const late = device.get(await room.beginSignIn())
    await room.alter(
      `update challenges set expires_at = now() where purpose = 'passkey-sign-in' and used_at is null`,
    )
    expect((await room.signIn(late)).status).toBe(401)
  })

  test('of another person answers nobody else’s challenge', async () => {
    const [ada, eve] = [await room.owner(), await room.owner()]
    const { challenge } = (await room.login(ada)).body
    const response = eve.device.get(await room.beginSignIn())
    const body = { challenge, method: 'passkey', response }
    expect((await room.call('POST', '/v1/auth/login/second-factor', body)).status).toBe(401)
  })

  test.each<[unknown]>([
    [undefined],
    [{}],
    [{ id: 'x', rawId: 'x', type: 'public-key', response: {} }],
    [
      {
        id: 'x',
        rawId: 'x',
        type: 'password',
        response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
      },
    ],
    [
      {
        id: '<',
        rawId: '<',
        type: 'public-key',
        response: { clientDataJSON: 'e30', authenticatorData: 'AA', signature: 'AA' },
      },
    ],
  ])('is none in %j', async (response) => {
    expect((await room.signIn(response)).status).toBe(422)
  })

  test.each(['e30', 'AA', Buffer.from('{"challenge":1}').toString('base64url')])(
    'is none whose client data is %s',
    async (clientDataJSON) => {
      const { device } = await room.owner()
      const good = device.get(await room.beginSignIn())
      expect((await room.signIn({ ...good, response: { ...good.response, clientDataJSON } })).status).toBe(
        401,
      )
    },
  )
})
