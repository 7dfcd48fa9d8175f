import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authenticator, type Lies } from '../support/authenticator.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what these tests are about
type Json = any
type Device = ReturnType<typeof authenticator>

describe.skipIf(!postgresUrl)('a passkey', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house?.close())

  async function call(method: string, path: string, body?: unknown, token?: string, headers = {}) {
    const response = await house.send(method, path, body, token, headers)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: (text ? JSON.parse(text) : undefined) as Json,
    }
  }

  const beginRegistration = async (token: string) =>
    (await call('POST', '/v1/auth/passkeys/options', undefined, token)).body
  const beginSignIn = async () => (await call('POST', '/v1/auth/login/passkey/options')).body
  const me = (token: string) => call('GET', '/v1/me', undefined, token)
  const login = ({ email, password }: Pick<Person, 'email' | 'password'>) =>
    call('POST', '/v1/auth/login', { email, password })
  const signIn = (response: unknown, more = {}) =>
    call('POST', '/v1/auth/login/passkey', { response, ...more })

  async function register(person: Pick<Person, 'token'>, device: Device, lies: Lies = {}) {
    const response = device.create(await beginRegistration(person.token), lies)
    return call('POST', '/v1/auth/passkeys', { name: 'My laptop', response }, person.token)
  }

  async function owner() {
    const person = await house.signIn()
    const device = authenticator(house.ports.config.baseUrl)
    const { status, body } = await register(person, device)
    expect(status).toBe(201)
    return { ...person, device, passkey: body as Json }
  }

  const alter = (text: string) =>
    house.ports.database.atomic([
      {
        text: `select set_config('app.ctx', '{"actor_kind":"system","action":"test:alter"}', true)`,
        params: [],
      },
      { text, params: [] },
    ])

  test('signs in alone, in either transport, as two factors at once [V6.3.3]', async () => {
    const { device, id } = await owner()
    const bearer = await signIn(device.get(await beginSignIn()))
    expect(bearer.status).toBe(200)
    expect(bearer.body).toMatchObject({ user: { id }, session: { method: 'passkey', transport: 'bearer' } })
    expect((await me(bearer.body.token)).status).toBe(200)
    const cookie = await signIn(device.get(await beginSignIn()), { transport: 'cookie' })
    expect(cookie.body.token).toBeUndefined()
    expect(cookie.headers.get('set-cookie')).toMatch(/^__Host-sid=hf_s_/)
  })

  test('is asked for without naming anybody: the options tell of no account', async () => {
    const options = await beginSignIn()
    expect(options.allowCredentials).toBeUndefined()
    expect(options).toMatchObject({ rpId: 'holdfast.test', userVerification: 'required' })
  })

  test('brings recovery codes where there are none, ends other sessions, and is mailed [V7.4.3] [V6.3.7]', async () => {
    const person = await house.signIn()
    const other = (await login(person)).body.token
    const { body } = await register(person, authenticator(house.ports.config.baseUrl))
    expect(body).toMatchObject({ name: 'My laptop', lastUsedAt: null, recoveryCodes: expect.any(Array) })
    expect(body.recoveryCodes).toHaveLength(10)
    expect((await me(other)).status).toBe(401)
    const again = await register(person, authenticator(house.ports.config.baseUrl))
    expect(again.body.recoveryCodes).toBeUndefined()
    expect((await house.mailTo(person.email)).map(({ subject }) => subject)).toContain('A passkey was added')
  })

  test('is a second factor: a password alone opens nothing, and the key finishes it [V2.3.1]', async () => {
    const { device, ...person } = await owner()
    const refused = await login(person)
    expect(refused.body).toMatchObject({ code: 'mfa-required', methods: ['passkey', 'recovery-code'] })
    const { challenge } = refused.body
    const options = await call('POST', '/v1/auth/login/second-factor/passkey/options', { challenge })
    expect(options.body.allowCredentials).toHaveLength(1)
    const response = device.get(options.body)
    const done = await call('POST', '/v1/auth/login/second-factor', {
      challenge,
      method: 'passkey',
      response,
    })
    expect(done.status).toBe(200)
    expect(done.body.session.method).toBe('password+passkey')
  })

  test('proves again who one is', async () => {
    const { device, token } = await owner()
    const begun = await call('POST', '/v1/auth/reauthenticate/passkey/options', undefined, token)
    const response = device.get(begun.body)
    const fresh = await call('POST', '/v1/auth/reauthenticate', { method: 'passkey', response }, token)
    expect(fresh.status).toBe(200)
    expect((await me(token)).status).toBe(401)
    expect((await me(fresh.body.token)).status).toBe(200)
  })

  test('goes on where the password was stopped', async () => {
    const { device, id, ...person } = await owner()
    await alter(`update users set failures = 100 where id = '${id}'`)
    expect((await login(person)).status).toBe(401)
    expect((await signIn(device.get(await beginSignIn()))).status).toBe(200)
  })

  test('is listed and removed by its owner alone; then it signs in no more [V6.5.6]', async () => {
    const [one, two] = [await owner(), await owner()]
    const list = async (token: string) => (await call('GET', '/v1/auth/passkeys', undefined, token)).body.data
    expect((await list(one.token)).map(({ id }: Json) => id)).toEqual([one.passkey.id])
    expect(JSON.stringify(await list(one.token))).not.toMatch(/publicKey|credential/)
    const remove = (token: string) => call('DELETE', `/v1/auth/passkeys/${one.passkey.id}`, undefined, token)
    expect((await remove(two.token)).status).toBe(404)
    expect((await remove(one.token)).status).toBe(204)
    expect((await remove(one.token)).status).toBe(404)
    expect((await signIn(one.device.get(await beginSignIn()))).status).toBe(401)
    expect((await login(one)).status).toBe(200)
  })

  test.each<[why: string, lies: Lies]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['a challenge that nobody gave out', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
    ['no verification of the person', { verified: false }],
    ['the answer to another question', { type: 'webauthn.get' }],
    ['an id that is not the key’s', { id: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  ])('is not registered with %s', async (_why, lies) => {
    const person = await house.signIn()
    const { status, body } = await register(person, authenticator(house.ports.config.baseUrl), lies)
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ pointer: '#/response' }])
    expect((await call('GET', '/v1/auth/passkeys', undefined, person.token)).body.data).toEqual([])
  })

  test('is not registered with another person’s challenge, one that is over, or twice', async () => {
    const [ada, eve] = [await house.signIn(), await house.signIn()]
    const device = authenticator(house.ports.config.baseUrl)
    const send = (token: string, response: unknown) =>
      call('POST', '/v1/auth/passkeys', { name: 'x', response }, token)
    const stolen = device.create(await beginRegistration(ada.token))
    expect((await send(eve.token, stolen)).status).toBe(422)
    const late = device.create(await beginRegistration(ada.token))
    await alter(`update challenges set expires_at = now() where user_id = '${ada.id}' and used_at is null`)
    expect((await send(ada.token, late)).status).toBe(422)
    const good = device.create(await beginRegistration(ada.token))
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
    const { device, id } = await owner()
    expect((await signIn(device.get(await beginSignIn()))).status).toBe(200)
    expect((await signIn(device.get(await beginSignIn()))).status).toBe(200)
    const { status, body } = await signIn(device.get(await beginSignIn(), lies))
    expect({ status, detail: body.detail }).toEqual({
      status: 401,
      detail: 'This passkey does not sign in here.',
    })
    const rows = await house.ports.database.query({
      text: `select count(*)::int as n from audit_logs where action = 'auth.passkey.refused' and entity_id = $1`,
      params: [id],
    })
    expect(rows).toEqual([{ n: lies.id ? 0 : 1 }])
  })

  test.each(['disabled_at = now()', 'verified_at = null'])(
    'does not open an account with %s',
    async (state) => {
      const { device, id } = await owner()
      await alter(`update users set ${state} where id = '${id}'`)
      expect((await signIn(device.get(await beginSignIn()))).status).toBe(401)
    },
  )

  test('answers one challenge once, however many send it at once', async () => {
    const { device } = await owner()
    const response = device.get(await beginSignIn())
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(response)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await signIn(response)).status).toBe(401)
    const late = device.get(await beginSignIn())
    await alter(
      `update challenges set expires_at = now() where purpose = 'passkey-sign-in' and used_at is null`,
    )
    expect((await signIn(late)).status).toBe(401)
  })

  test('of another person answers nobody else’s challenge', async () => {
    const [ada, eve] = [await owner(), await owner()]
    const { challenge } = (await login(ada)).body
    const response = eve.device.get(await beginSignIn())
    const body = { challenge, method: 'passkey', response }
    expect((await call('POST', '/v1/auth/login/second-factor', body)).status).toBe(401)
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
    expect((await signIn(response)).status).toBe(422)
  })

  test.each(['e30', 'AA', Buffer.from('{"challenge":1}').toString('base64url')])(
    'is none whose client data is %s',
    async (clientDataJSON) => {
      const { device } = await owner()
      const good = device.get(await beginSignIn())
      expect((await signIn({ ...good, response: { ...good.response, clientDataJSON } })).status).toBe(401)
    },
  )
})
