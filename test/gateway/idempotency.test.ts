/** Every unsafe call takes an Idempotency-Key: told again as it was told first, refused for another request or a key that is none. */
import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpointsOf } from '../../src/endpoints.ts'
import { openTill, type Till } from '../payments/till.ts'
import { authenticator } from '../support/authenticator.ts'
import { type House, type Person, testConfig } from '../support/house.ts'
import { openReceiver, type Receiver } from '../support/webhook-receiver.ts'
import { domainCalls } from './idempotency-domain.ts'
import type { Ask, Calls, Retried } from './retried.ts'

const word = 'kelp holds on to rock'
const newWord = 'limpets cling to the pier'
const address = () => `p${randomBytes(8).toString('hex')}@example.com`

describe('an Idempotency-Key', () => {
  let till: Till
  let house: House
  let receiver: Receiver
  let ada: Person
  let root: Person
  beforeAll(async () => {
    const config = { tokenAudiences: ['one', 'two'], privateHosts: ['127.0.0.1'] }
    till = await openTill({ config })
    house = till.house
    receiver = await openReceiver()
    ada = await house.signIn()
    root = await house.signIn('admin')
  })
  afterAll(async () => {
    await till?.close()
    await receiver?.close()
  })

  const post =
    (path: string, body?: unknown, token?: string): Ask =>
    (headers) =>
      house.send('POST', path, body, token, headers)
  const made = async (path: string, body: unknown) =>
    ((await (await house.send('POST', path, body, ada.token)).json()) as { id: string }).id
  const opened = async () => {
    const response = await house.send('POST', '/v1/auth/login', { email: ada.email, password: ada.password })
    return (await response.json()) as { token: string; session: { id: string } }
  }
  const identity = async () => {
    const id = crypto.randomUUID()
    await house.alter(
      `insert into identities (id, user_id, issuer, subject) values ($1::uuid, $2::uuid, 'https://id.example', $3)`,
      id,
      ada.id,
      id,
    )
    return id
  }
  const mailed = async () => {
    const email = address()
    await house.send('POST', '/v1/auth/register', { email, password: word })
    return /token=([\w-]+)/.exec((await house.mailTo(email))[0]?.text ?? '')?.[1]
  }
  /** Somebody of whom an authenticator app waits to be confirmed, and the code that does it. */
  const enrolled = async () => {
    const person = await house.signIn()
    const asked = await house.send('POST', '/v1/auth/second-factors/totp', undefined, person.token)
    const { secret } = (await asked.json()) as { secret: string }
    return { ...person, code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() }
  }
  const secured = async () => {
    const { code, ...person } = await enrolled()
    const path = '/v1/auth/second-factors/totp/confirm'
    const confirmed = await house.send('POST', path, { code }, person.token)
    return { ...person, ...((await confirmed.json()) as { recoveryCodes: readonly string[] }) }
  }
  const resetToken = async ({ email }: Person) => {
    await house.send('POST', '/v1/auth/password/forgot', { email })
    const mail = (await house.mailTo(email)).find(({ text }) => text.includes('hf_r_'))
    return /token=([\w-]+)/.exec(mail?.text ?? '')?.[1]
  }
  /** A call about one user, by an administrator; the other request is the same about another user. */
  const managed = async (method: string, path: string, body: unknown, status: number): Promise<Retried> => {
    const about =
      ({ id }: Person): Ask =>
      (headers) =>
        house.send(method, `/v1/users/${id}${path}`, body, root.token, { 'if-match': '*', ...headers })
    return { status, ask: about(await house.signIn()), other: about(await house.signIn()) }
  }
  const device = authenticator(testConfig().baseUrl)
  const created = async (token: string) => {
    const begun = await house.send('POST', '/v1/auth/passkeys/options', undefined, token)
    return device.create((await begun.json()) as never)
  }
  const passkey = async (token: string) => {
    const body = { name: 'one', response: await created(token) }
    return ((await (await house.send('POST', '/v1/auth/passkeys', body, token)).json()) as { id: string }).id
  }
  const renamed =
    (token: string): Ask =>
    (headers) =>
      house.send('PATCH', '/v1/me', { name: 'Ada' }, token, headers)

  const calls: Calls = {
    'auth:register': async () => ({
      status: 202,
      ask: post('/v1/auth/register', { email: address(), password: word }),
      other: post('/v1/auth/register', { email: address(), password: word }),
    }),
    'auth:verify-email': async () => ({
      status: 204,
      ask: post('/v1/auth/verify-email', { token: await mailed() }),
      other: post('/v1/auth/verify-email', { token: await mailed() }),
    }),
    'auth:resend-verification': async () => ({
      status: 202,
      ask: post('/v1/auth/verify-email/resend', { email: address() }),
      other: post('/v1/auth/verify-email/resend', { email: address() }),
    }),
    'auth:login': async () => ({
      status: 200,
      ask: post('/v1/auth/login', { email: ada.email, password: ada.password }),
      other: post('/v1/auth/login', { email: ada.email, password: `${ada.password}!` }),
    }),
    'auth:forgot-password': async () => ({
      status: 202,
      ask: post('/v1/auth/password/forgot', { email: ada.email }),
      other: post('/v1/auth/password/forgot', { email: address() }),
    }),
    'auth:reset-password': async () => {
      const set = async () => ({ token: await resetToken(await house.signIn()), password: newWord })
      return {
        status: 204,
        ask: post('/v1/auth/password/reset', await set()),
        other: post('/v1/auth/password/reset', await set()),
      }
    },
    'auth:change-password': async () => {
      const { token, password } = await house.signIn()
      const body = { currentPassword: password, password: newWord }
      return {
        status: 200,
        ask: post('/v1/auth/password/change', body, token),
        other: renamed(token),
        ends: true,
      }
    },
    'auth:logout': async () => {
      const { token } = await opened()
      return {
        status: 204,
        ask: post('/v1/auth/logout', undefined, token),
        other: renamed(token),
        ends: true,
      }
    },
    'sessions:end': async () => {
      const [one, two] = [await opened(), await opened()]
      const end =
        ({ session }: typeof one): Ask =>
        (headers) =>
          house.send('DELETE', `/v1/auth/sessions/${session.id}`, undefined, ada.token, headers)
      return { status: 204, ask: end(one), other: end(two) }
    },
    'sessions:end-others': async () => ({
      status: 204,
      ask: (headers) => house.send('DELETE', '/v1/auth/sessions', undefined, ada.token, headers),
      other: renamed(ada.token),
    }),
    'auth:second-factor': async () => {
      const { email, password, recoveryCodes } = await secured()
      const login = await house.send('POST', '/v1/auth/login', { email, password })
      const { challenge } = (await login.json()) as { challenge: string }
      const answer = (code: string | undefined) =>
        post('/v1/auth/login/second-factor', { challenge, method: 'recovery-code', code })
      return { status: 200, ask: answer(recoveryCodes[0]), other: answer('0000') }
    },
    'auth:reauthenticate': async () => {
      const { token } = await opened()
      const prove = (password: string) => post('/v1/auth/reauthenticate', { password }, token)
      return { status: 200, ask: prove(ada.password), other: prove(`${ada.password}!`), ends: true }
    },
    'totp:enrol': async () => {
      const { token } = await house.signIn()
      return {
        status: 201,
        ask: post('/v1/auth/second-factors/totp', undefined, token),
        other: renamed(token),
      }
    },
    'totp:confirm': async () => {
      const { token, code } = await enrolled()
      const confirm = (text: string) => post('/v1/auth/second-factors/totp/confirm', { code: text }, token)
      return { status: 200, ask: confirm(code), other: confirm('000000') }
    },
    'totp:remove': async () => {
      const { token } = await secured()
      const path = '/v1/auth/second-factors/totp'
      return {
        status: 204,
        ask: (headers) => house.send('DELETE', path, undefined, token, headers),
        other: renamed(token),
      }
    },
    'recovery-codes:regenerate': async () => {
      const { token } = await secured()
      const path = '/v1/auth/second-factors/recovery-codes'
      return { status: 200, ask: post(path, undefined, token), other: renamed(token) }
    },
    'api-keys:create': async () => ({
      status: 201,
      ask: post('/v1/auth/api-keys', { name: 'one', scopes: ['customers:read'] }, ada.token),
      other: post('/v1/auth/api-keys', { name: 'two', scopes: ['customers:read'] }, ada.token),
    }),
    'api-keys:revoke': async () => {
      const make = () => made('/v1/auth/api-keys', { name: 'one', scopes: ['customers:read'] })
      const revoke =
        (id: string): Ask =>
        (headers) =>
          house.send('DELETE', `/v1/auth/api-keys/${id}`, undefined, ada.token, headers)
      return { status: 204, ask: revoke(await make()), other: revoke(await make()) }
    },
    'auth:token': async () => ({
      status: 200,
      ask: post('/v1/auth/token', { audience: 'one' }, ada.token),
      other: post('/v1/auth/token', { audience: 'two' }, ada.token),
    }),
    'passkeys:begin': async () => {
      const { token } = await opened()
      return { status: 200, ask: post('/v1/auth/passkeys/options', undefined, token), other: renamed(token) }
    },
    'passkeys:register': async () => {
      const { token } = await house.signIn()
      const response = await created(token)
      const forged = { ...response, response: { ...response.response, attestationObject: 'AAAA' } }
      const send = (sent: unknown) => post('/v1/auth/passkeys', { name: 'one', response: sent }, token)
      return { status: 201, ask: send(response), other: send(forged) }
    },
    'passkeys:remove': async () => {
      const { token } = await house.signIn()
      const path = `/v1/auth/passkeys/${await passkey(token)}`
      const ask: Ask = (headers) => house.send('DELETE', path, undefined, token, headers)
      return { status: 204, ask, other: renamed(token) }
    },
    'pages:begin-second-passkey': async () => ({
      status: 200,
      ask: post('/second-factor/passkey/options'),
      other: post('/v1/auth/login/passkey/options'),
    }),
    'auth:begin-passkey': async () => ({
      status: 200,
      ask: post('/v1/auth/login/passkey/options'),
      other: post('/v1/auth/login/second-factor/passkey/options', { challenge: 'x' }),
    }),
    'auth:begin-second-passkey': async () => ({
      status: 200,
      ask: post('/v1/auth/login/second-factor/passkey/options', { challenge: 'x' }),
      other: post('/v1/auth/login/second-factor/passkey/options', { challenge: 'y' }),
    }),
    'auth:begin-passkey-again': async () => {
      const { token } = await opened()
      const path = '/v1/auth/reauthenticate/passkey/options'
      return { status: 200, ask: post(path, undefined, token), other: renamed(token) }
    },
    'auth:passkey': async () => {
      const { token } = await house.signIn()
      await passkey(token)
      const begun = await house.send('POST', '/v1/auth/login/passkey/options')
      const response = device.get((await begun.json()) as never)
      const sign = (transport: string) => post('/v1/auth/login/passkey', { response, transport })
      const forged = { ...response, response: { ...response.response, signature: 'AAAA' } }
      return {
        status: 200,
        ask: sign('bearer'),
        other: post('/v1/auth/login/passkey', { response: forged }),
      }
    },
    'users:update': () => managed('PATCH', '', { role: 'auditor' }, 200),
    'users:require-reset': () => managed('POST', '/password/reset', undefined, 204),
    'users:end-sessions': () => managed('DELETE', '/sessions', undefined, 204),
    'users:end-session': async () => {
      const { id, sessionId } = await house.signIn()
      const other = await house.signIn()
      const end =
        (path: string): Ask =>
        (headers) =>
          house.send('DELETE', `/v1/users/${path}`, undefined, root.token, headers)
      return {
        status: 204,
        ask: end(`${id}/sessions/${sessionId}`),
        other: end(`${other.id}/sessions/${other.sessionId}`),
      }
    },
    'me:update': async () => ({
      status: 200,
      ask: renamed(ada.token),
      other: (headers) => house.send('PATCH', '/v1/me', { name: null }, ada.token, headers),
    }),
    'identities:remove': async () => {
      const [one, two] = [await identity(), await identity()]
      const remove =
        (id: string): Ask =>
        (headers) =>
          house.send('DELETE', `/v1/auth/identities/${id}`, undefined, ada.token, headers)
      return { status: 204, ask: remove(one), other: remove(two) }
    },
    'me:erase': async () => {
      const { token } = await house.signIn()
      const ask: Ask = (headers) => house.send('DELETE', '/v1/me', undefined, token, headers)
      return { status: 204, ask, other: renamed(token), ends: true }
    },
    ...domainCalls(() => ({ till, receiver, ada })),
  }

  const key = (text: string = crypto.randomUUID()) => ({ 'idempotency-key': text })

  /** All that a client gets, but for what differs between any two answers. */
  async function told(response: Response) {
    const passing = ['x-request-id', 'ratelimit', 'server-timing', 'idempotency-replayed']
    const headers = [...response.headers].filter(([name]) => !passing.includes(name)).sort()
    const replayed = response.headers.get('idempotency-replayed')
    return { replayed, answer: { status: response.status, headers, text: await response.text() } }
  }

  test('is taken by every call that is not a GET, and each of them is shown here', () => {
    // A form cannot send a header.
    // What a provider tells carries an id of its own.
    const unsafe = endpointsOf(testConfig()).filter(
      ({ method, input, action }) => method !== 'GET' && !input.form && !action.endsWith(':hear'),
    )
    expect(unsafe.filter(({ idempotent }) => !idempotent).map(({ action }) => action)).toEqual([])
    expect(unsafe.map(({ action }) => action).sort()).toEqual(Object.keys(calls).sort())
  })

  test.each(Object.entries(calls))('of %s is answered again as it was at first', async (_action, make) => {
    const { status, ask, ends } = await make()
    const headers = key()
    const sent = ends
      ? await Promise.all([ask(headers), ask(headers)])
      : [await ask(headers), await ask(headers)]
    const [first, again] = (await Promise.all(sent.map(told))).sort((a, b) =>
      a.replayed ? 1 : b.replayed ? -1 : 0,
    )
    expect(first).toMatchObject({ replayed: null, answer: { status } })
    expect(again).toEqual({ replayed: 'true', answer: first?.answer })
  })

  test.each(Object.entries(calls))('of %s is refused for another request', async (_action, make) => {
    const { status, ask, other } = await make()
    const headers = key()
    expect((await other(headers)).status).toBeLessThan(500)
    const refused = await ask(headers)
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'idempotency-mismatch' }])
    // Nothing was done by that: with a key of its own the call does it now.
    expect((await ask(key())).status).toBe(status)
  })

  test.each(Object.entries(calls))('of %s is refused where it is none', async (_action, make) => {
    const { status, ask } = await make()
    for (const text of ['', 'a b', 'x'.repeat(256)]) {
      const refused = await ask(key(text))
      expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'malformed' }])
    }
    expect((await ask({})).status).toBe(status)
  })
})
