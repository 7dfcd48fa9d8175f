/** What happens to an account is in the log: one life of a person through the front door, and what each step of it left there. */
import { readdirSync, readFileSync } from 'node:fs'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authEvents } from '../../src/auth/events.ts'
import { authenticator } from '../support/authenticator.ts'
import { type House, openHouse, type Person } from '../support/house.ts'

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what these tests are about
type Json = any

const sources = readdirSync('src/auth', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== 'events.ts')
  .map((file) => ({ file, text: readFileSync(`src/auth/${file}`, 'utf8') }))

/** What this life has no part in, and the file that shows it. */
const elsewhere: Readonly<Record<string, string>> = {
  'auth.password.rehashed': 'password-policy',
  'auth.password.stopped': 'brute-force',
  'auth.identity.linked': 'providers',
  'auth.identity.removed': 'providers',
  'auth.identity.refused': 'providers',
}

describe('the vocabulary of events', () => {
  test('is the only way into the log: nobody in the Auth Service writes an event by hand', () => {
    expect(sources.length).toBeGreaterThan(50)
    const byHand = sources.filter(({ text }) => /audit\.event\s*\(|insert into audit_logs/i.test(text))
    expect(byHand.map(({ file }) => file)).toEqual([])
  })

  test.each(authEvents)('has no name that nobody uses: %s', (name) => {
    expect(sources.filter(({ text }) => text.includes(`'${name}'`))).not.toEqual([])
  })

  test.each(Object.entries(elsewhere))('is shown for %s by the tests of %s', (name, file) => {
    expect(readFileSync(`test/auth/${file}.test.ts`, 'utf8')).toContain(name)
  })
})

describe('a life, step by step', () => {
  let house: House
  let admin: Person
  const seen = new Set<string>()
  /** The middle of a step of an authenticator app, so that none ends within a test. */
  const now = Math.floor(Date.now() / 30_000) * 30_000 + 15_000

  const email = 'ada@example.com'
  const passwords = ['limpets cling to the pier', 'whelks bore into the hull', 'kelp sways under the ferry']
  /** What the person holds, by name. */
  const held: Record<string, Json> = {}
  const choose = (index: number) => {
    held.password = passwords[index]
    return held.password
  }
  const code = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(held.secret) }).generate({ timestamp: now + steps * 30_000 })

  let device: ReturnType<typeof authenticator>

  beforeAll(async () => {
    house = await openHouse({
      config: { tokenAudiences: ['reports'] },
      wrap: (ports) => ({ ...ports, clock: { ...ports.clock, now: () => now } }),
    })
    admin = await house.signIn('admin')
    device = authenticator(house.ports.config.baseUrl)
  })
  afterAll(() => house?.close())

  async function send(status: number, method: string, path: string, body?: unknown, token?: string) {
    const ifMatch: Record<string, string> = method === 'PATCH' ? { 'if-match': '*' } : {}
    const ask = () => house.send(method, path, body, token, ifMatch)
    let response = await ask()
    // Turned away by a busy machine: nothing was done, and nothing recorded.
    for (let tries = 0; response.status === 503 && tries < 5; tries++) response = await ask()
    const text = await response.text()
    expect(`${response.status} ${response.status === status ? '' : text}`).toBe(`${status} `)
    return (text ? JSON.parse(text) : undefined) as Json
  }
  const post = (status: number, path: string, body?: unknown, token?: string) =>
    send(status, 'POST', `/v1/auth/${path}`, body, token)
  const own = (status: number, path: string, body?: unknown) => post(status, path, body, held.token)

  async function signIn(status = 200, password = held.password) {
    const answer = await post(status, 'login', { email, password })
    if (status === 200)
      Object.assign(held, { token: answer.token, session: answer.session.id, id: answer.user.id })
    return answer
  }
  async function mailed(purpose: string) {
    const mails = await house.mailTo(email)
    return mails
      .map(({ text }) => new RegExp(`token=(hf_${purpose}_[\\w-]+)`).exec(text)?.[1])
      .filter(Boolean)
  }
  async function secondStep(status: number, method: string, code: string) {
    const { challenge } = held
    const answer = await post(status, 'login/second-factor', { challenge, method, code })
    if (status === 200) held.token = answer.token
  }
  const challenge = async () => {
    held.challenge = (await signIn(403)).challenge
  }
  const renew = async (status: number, password: string) => {
    const answer = await own(status, 'reauthenticate', { password })
    if (status === 200) held.token = answer.token
  }
  const administer = (status: number, method: string, path: string, body?: unknown) =>
    send(status, method, `/v1/users/${held.id}${path}`, body, admin.token)

  const good = 'success'
  const bad = 'denied'
  type Happened = readonly [event: string, outcome: string, times?: number]

  const steps: readonly (readonly [
    what: string,
    act: () => Promise<unknown>,
    events: readonly Happened[],
  ])[] = [
    [
      'a registration',
      () => post(202, 'register', { email, password: choose(0) }),
      [['auth.registration.requested', good]],
    ],
    [
      'a verification',
      async () => {
        held.verification = (await mailed('v'))[0]
        await post(204, 'verify-email', { token: held.verification })
      },
      [['auth.email.verified', good]],
    ],
    [
      'a verification by a used token',
      () => post(422, 'verify-email', { token: held.verification }),
      [['auth.email.verification-failed', bad]],
    ],
    [
      'a registration by somebody else',
      () => post(202, 'register', { email, password: passwords[1] }),
      [['auth.registration.repeated', bad]],
    ],
    ['a failing login', () => signIn(401, passwords[1]), [['auth.login.failed', bad]]],
    ['a login', () => signIn(), [['auth.login.succeeded', good]]],
    ['a logout', () => own(204, 'logout'), [['auth.logout', good]]],
    ['another login', () => signIn(), [['auth.login.succeeded', good]]],
    [
      'the end of a session',
      async () => {
        const { session } = held
        await signIn()
        await send(204, 'DELETE', `/v1/auth/sessions/${session}`, undefined, held.token)
      },
      [
        ['auth.login.succeeded', good],
        ['auth.session.revoked', good],
      ],
    ],
    [
      'the end of all others',
      async () => {
        for (const _ of '12') await signIn()
        await send(204, 'DELETE', '/v1/auth/sessions', undefined, held.token)
      },
      [
        ['auth.login.succeeded', good, 2],
        ['auth.session.revoked', good, 2],
      ],
    ],
    ['a failing proof', () => renew(401, passwords[1] ?? ''), [['auth.reauthentication.failed', bad]]],
    [
      'a proof',
      () => renew(200, held.password),
      [
        ['auth.reauthentication.succeeded', good],
        ['auth.session.revoked', good],
      ],
    ],
    [
      'a failing change of the password',
      () => own(422, 'password/change', { currentPassword: passwords[1], password: passwords[2] }),
      [['auth.password.change-failed', bad]],
    ],
    [
      'a change of the password',
      async () => {
        const password = passwords[1]
        held.token = (await own(200, 'password/change', { currentPassword: held.password, password })).token
        held.password = password
      },
      [
        ['auth.password.changed', good],
        ['auth.session.revoked', good],
      ],
    ],
    [
      'a question for a new password',
      () => post(202, 'password/forgot', { email }),
      [['auth.password.reset-requested', good]],
    ],
    [
      'a new password',
      async () => {
        held.reset = (await mailed('r'))[0]
        await post(204, 'password/reset', { token: held.reset, password: choose(2) })
      },
      [
        ['auth.password.reset', good],
        ['auth.session.revoked', good],
      ],
    ],
    [
      'a new password by a used token',
      () => post(422, 'password/reset', { token: held.reset, password: passwords[0] }),
      [['auth.password.reset-failed', bad]],
    ],
    [
      'the begin of an authenticator app',
      async () => {
        await signIn()
        held.secret = (await own(201, 'second-factors/totp')).secret
      },
      [
        ['auth.login.succeeded', good],
        ['auth.totp.enrolled', good],
      ],
    ],
    [
      'a confirmation that fails',
      () => own(422, 'second-factors/totp/confirm', { code: code(9) }),
      [['auth.totp.confirmed', bad]],
    ],
    [
      'a confirmation',
      async () => {
        const { recoveryCodes } = await own(200, 'second-factors/totp/confirm', { code: code(-1) })
        held.codes = recoveryCodes
      },
      [
        ['auth.recovery-codes.generated', good],
        ['auth.totp.confirmed', good],
      ],
    ],
    ['a login with a second factor', challenge, [['auth.login.challenged', good]]],
    ['a wrong second factor', () => secondStep(401, 'totp', code(9)), [['auth.second-factor.failed', bad]]],
    ['a second factor', () => secondStep(200, 'totp', code(0)), [['auth.login.succeeded', good]]],
    [
      'a recovery code',
      async () => {
        await challenge()
        await secondStep(200, 'recovery-code', held.codes[0])
      },
      [
        ['auth.login.challenged', good],
        ['auth.login.succeeded', good],
        ['auth.recovery-code.used', good],
      ],
    ],
    [
      'new recovery codes',
      () => own(200, 'second-factors/recovery-codes'),
      [['auth.recovery-codes.generated', good]],
    ],
    [
      'the end of an authenticator app',
      () => send(204, 'DELETE', '/v1/auth/second-factors/totp', undefined, held.token),
      [
        // Those that a second factor opened.
        ['auth.session.revoked', good, 2],
        ['auth.totp.removed', good],
      ],
    ],
    [
      'a passkey that proves nothing',
      async () => {
        const response = device.create(await own(200, 'passkeys/options'), { origin: 'https://evil.test' })
        await own(422, 'passkeys', { name: 'Mine', response })
      },
      [['auth.passkey.refused', bad]],
    ],
    [
      'a passkey',
      async () => {
        const response = device.create(await own(200, 'passkeys/options'))
        held.passkey = (await own(201, 'passkeys', { name: 'Mine', response })).id
      },
      [['auth.passkey.registered', good]],
    ],
    [
      'a login by a forged passkey',
      async () => {
        const response = device.get(await post(200, 'login/passkey/options'), { forged: true })
        await post(401, 'login/passkey', { response })
      },
      [['auth.passkey.refused', bad]],
    ],
    [
      'a login by a passkey',
      async () => {
        const response = device.get(await post(200, 'login/passkey/options'))
        held.token = (await post(200, 'login/passkey', { response })).token
      },
      [['auth.login.succeeded', good]],
    ],
    [
      'the end of a passkey',
      () => send(204, 'DELETE', `/v1/auth/passkeys/${held.passkey}`, undefined, held.token),
      [
        ['auth.passkey.removed', good],
        ['auth.session.revoked', good],
      ],
    ],
    [
      'an API key',
      async () => {
        held.key = (await own(201, 'api-keys', { name: 'ci', scopes: ['customers:read'] })).id
      },
      [['auth.api-key.created', good]],
    ],
    [
      'the end of an API key',
      () => send(204, 'DELETE', `/v1/auth/api-keys/${held.key}`, undefined, held.token),
      [['auth.api-key.revoked', good]],
    ],
    [
      'a token for another service',
      () => own(200, 'token', { audience: 'reports' }),
      [['auth.token.issued', good]],
    ],
    [
      'an export',
      () => send(200, 'GET', '/v1/me/export', undefined, held.token),
      [['auth.account.exported', good]],
    ],
    [
      'another role',
      () => administer(200, 'PATCH', '', { role: 'auditor' }),
      [
        ['auth.session.revoked', good],
        ['auth.user.role-changed', good],
      ],
    ],
    [
      'a shut account',
      () => administer(200, 'PATCH', '', { disabled: true }),
      [['auth.user.disabled', good]],
    ],
    ['a login to it', () => signIn(401), [['auth.login.failed', bad]]],
    [
      'an account that is open again',
      () => administer(200, 'PATCH', '', { disabled: false }),
      [['auth.user.enabled', good]],
    ],
    [
      'the demand of a new password',
      () => administer(204, 'POST', '/password/reset'),
      [['auth.password.reset-required', good]],
    ],
    ['a login with the one that opens nothing', () => signIn(401), [['auth.login.failed', bad]]],
    [
      'the new password, and the end of it all',
      async () => {
        const token = (await mailed('r')).find((token) => token !== held.reset)
        await post(204, 'password/reset', { token, password: choose(0) })
        await signIn()
        await send(204, 'DELETE', '/v1/me', undefined, held.token)
      },
      [
        ['auth.account.erased', good],
        ['auth.login.succeeded', good],
        ['auth.password.reset', good],
      ],
    ],
  ]

  /** The events since, each with whom it happened to. */
  async function since(last: number) {
    const rows = await house.ports.database.query({
      text: `select id::float8 as id, action, outcome, entity, entity_id from audit_logs
        where operation = 'EVENT' and action like 'auth.%' and id > $1::bigint`,
      params: [last],
    })
    return rows as readonly {
      id: number
      action: string
      outcome: string
      entity: string
      entity_id: string
    }[]
  }

  const userId = async () => {
    const [row] = await house.ports.database.query({
      text: 'select id::text from users where email = $1 or id::text = $2',
      params: [email, held.id ?? ''],
    })
    return row?.id as string
  }

  test(`leaves each event once, about the person it happened to, the failures as well [V16.3.1]`, {
    timeout: 120_000,
  }, async () => {
    for (const [what, act, events] of steps) {
      const last = Math.max(0, ...(await since(0)).map(({ id }) => id))
      await act()
      const left = await since(last)
      const names = left.map(({ action, outcome }) => `${action} ${outcome}`)
      const expected = events.flatMap(([event, outcome, times = 1]) =>
        Array(times).fill(`${event} ${outcome}`),
      )
      expect([what, ...names.sort()]).toEqual([what, ...expected.sort()])
      const person = await userId()
      expect([what, ...new Set(left.map(({ entity, entity_id }) => `${entity} ${entity_id}`))]).toEqual([
        what,
        `users ${person}`,
      ])
      for (const [event] of events) seen.add(event)
    }
    expect([...seen, ...Object.keys(elsewhere)].sort()).toEqual([...authEvents].sort())
  })
})
