import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

const codeAt = (secret: string, ms = Date.now()) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms })

describe.skipIf(!postgresUrl)('second factors', () => {
  let house: House
  /** What the app's clock says: the middle of a step, so that none ends within a test. */
  let middle: number | undefined
  const now = () => middle ?? Date.now()
  /** To Postgres. */
  let trips = 0
  beforeAll(async () => {
    house = await openHouse({
      wrap: ({ database, ...ports }) => ({
        ...ports,
        clock: { ...ports.clock, now },
        database: {
          ...database,
          query(...args) {
            trips++
            return database.query(...args)
          },
          atomic(...args) {
            trips++
            return database.atomic(...args)
          },
        },
      }),
    })
  })
  afterAll(() => house?.close())

  const call: House['call'] = (...asked) => house.call(...asked)

  const enrol = async ({ token }: Pick<Person, 'token'>) =>
    (await call('POST', '/v1/auth/second-factors/totp', undefined, token)).body as {
      secret: string
      otpauthUri: string
    }

  /** A person whose logins take a code; the step of confirmation is used up. */
  async function secured() {
    const person = await house.signIn()
    middle = Math.floor(Date.now() / 30_000) * 30_000 + 15_000
    const { secret } = await enrol(person)
    const confirmed = await call(
      'POST',
      '/v1/auth/second-factors/totp/confirm',
      { code: codeAt(secret, now() - 30_000) },
      person.token,
    )
    expect(confirmed.status).toBe(200)
    return { ...person, secret, codes: confirmed.body.recoveryCodes as readonly string[] }
  }

  const login = ({ email, password }: Pick<Person, 'email' | 'password'>, more = {}) =>
    call('POST', '/v1/auth/login', { email, password, ...more })

  async function challengeOf(person: Pick<Person, 'email' | 'password'>, more = {}) {
    const { status, body } = await login(person, more)
    expect(status).toBe(403)
    return body as unknown as { code: string; challenge: string; methods: string[] }
  }

  const answer = (challenge: string, method: string, code: string) =>
    call('POST', '/v1/auth/login/second-factor', { challenge, method, code })

  const me = (token: string) => call('GET', '/v1/me', undefined, token)

  test('are asked for once they are on: the password alone gives a challenge and no session [V6.3.3]', async () => {
    const person = await secured()
    expect(person.codes).toHaveLength(10)
    const { code, challenge, methods } = await challengeOf(person)
    expect(code).toBe('mfa-required')
    expect(methods).toEqual(['totp', 'recovery-code'])
    expect(challenge).toMatch(/^hf_c_/)
    // It can do nothing but be answered.
    expect((await me(challenge)).status).toBe(401)
    const done = await answer(challenge, 'totp', codeAt(person.secret, now()))
    expect(done.status).toBe(200)
    expect(done.body.session).toMatchObject({ method: 'password+totp', transport: 'bearer' })
    expect((await me(done.body.token)).status).toBe(200)
  })

  test.each([
    ['right', 0],
    ['wrong', 1],
  ])('cost two trips to Postgres, where the answer is %s', async (_, index) => {
    const person = await secured()
    const challenge = await challengeFor(person)
    trips = 0
    await answer(challenge, 'recovery-code', [person.codes[0], '000000'][index] ?? '')
    expect(trips).toBe(2)
  })

  test('keep the transport that was asked for at first', async () => {
    const person = await secured()
    const { challenge } = await challengeOf(person, { transport: 'cookie' })
    const { body, headers } = await answer(challenge, 'totp', codeAt(person.secret, now()))
    expect(body).toMatchObject({ csrfToken: expect.any(String), session: { transport: 'cookie' } })
    expect(body.token).toBeUndefined()
    expect(headers.get('set-cookie')).toMatch(/^__Host-sid=hf_s_/)
  })

  test('that wait to be confirmed are not asked for, and are begun anew by who asks again', async () => {
    const person = await house.signIn()
    const first = await enrol(person)
    const second = await enrol(person)
    expect(second.secret).not.toBe(first.secret)
    expect(second.otpauthUri).toContain(`secret=${second.secret}`)
    expect((await login(person)).status).toBe(200)
    const confirm = (code: string) =>
      call('POST', '/v1/auth/second-factors/totp/confirm', { code }, person.token)
    expect((await confirm(codeAt(first.secret, now()))).body).toMatchObject({
      code: 'validation',
      errors: [{ pointer: '#/code' }],
    })
    expect((await confirm(codeAt(second.secret, now()))).status).toBe(200)
    expect((await call('POST', '/v1/auth/second-factors/totp', undefined, person.token)).status).toBe(409)
  })

  test('end all other sessions when they change, and the owner is mailed [V7.4.3] [V6.3.7]', async () => {
    const person = await house.signIn()
    const other = (await login(person)).body.token as string
    const { secret } = await enrol(person)
    await call('POST', '/v1/auth/second-factors/totp/confirm', { code: codeAt(secret, now()) }, person.token)
    expect((await me(other)).status).toBe(401)
    expect((await me(person.token)).status).toBe(200)
    expect((await call('DELETE', '/v1/auth/second-factors/totp', undefined, person.token)).status).toBe(204)
    expect((await call('DELETE', '/v1/auth/second-factors/totp', undefined, person.token)).status).toBe(404)
    expect((await login(person)).status).toBe(200)
    const subjects = (await house.mailTo(person.email)).map(({ subject }) => subject)
    expect(subjects).toEqual(
      expect.arrayContaining(['A second factor was added', 'A second factor was removed']),
    )
  })

  test('are listed, with the number of codes that are left', async () => {
    const person = await secured()
    const { challenge } = await challengeOf(person)
    expect((await answer(challenge, 'recovery-code', person.codes[0] ?? '')).status).toBe(200)
    const { body } = await call('GET', '/v1/auth/second-factors', undefined, person.token)
    expect(body).toEqual({ totp: true, passkeys: 0, recoveryCodes: 9 })
  })

  test.each<
    [
      why: string,
      (person: Awaited<ReturnType<typeof secured>>, challenge: string) => Promise<[string, string, string]>,
    ]
  >([
    ['a code of another minute [V6.5.5]', async (p, c) => [c, 'totp', codeAt(p.secret, now() - 120_000)]],
    ['a code of another person', async (_, c) => [c, 'totp', codeAt((await secured()).secret, now())]],
    [
      'a code that was used [V6.5.1]',
      async (p, c) => {
        const used = codeAt(p.secret, now())
        expect((await answer((await challengeOf(p)).challenge, 'totp', used)).status).toBe(200)
        return [c, 'totp', used]
      },
    ],
    [
      'a recovery code that was used [V6.5.1]',
      async (p, c) => {
        const [used = ''] = p.codes
        expect((await answer((await challengeOf(p)).challenge, 'recovery-code', used)).status).toBe(200)
        return [c, 'recovery-code', used]
      },
    ],
    [
      'a recovery code of another person',
      async (_, c) => [c, 'recovery-code', (await secured()).codes[0] ?? ''],
    ],
    [
      'a challenge that was answered [V6.6.2]',
      async (p, c) => {
        expect((await answer(c, 'recovery-code', p.codes[0] ?? '')).status).toBe(200)
        return [c, 'recovery-code', p.codes[1] ?? '']
      },
    ],
    [
      'a challenge that is over',
      async (p, c) => {
        await aged(`update challenges set expires_at = now() where user_id = '${p.id}'`)
        return [c, 'recovery-code', p.codes[0] ?? '']
      },
    ],
    [
      'a challenge after five wrong answers [V6.6.3]',
      async (p, c) => {
        for (let i = 0; i < 5; i++) expect((await answer(c, 'totp', '000000')).status).toBe(401)
        return [c, 'recovery-code', p.codes[0] ?? '']
      },
    ],
    [
      'a challenge of a person who was disabled meanwhile',
      async (p, c) => {
        await aged(`update users set disabled_at = now() where id = '${p.id}'`)
        return [c, 'recovery-code', p.codes[0] ?? '']
      },
    ],
    [
      'a session’s token in the place of a challenge',
      async (p) => [p.token, 'recovery-code', p.codes[0] ?? ''],
    ],
    ['no challenge of ours', async (p) => ['hf_c_nonsense', 'recovery-code', p.codes[0] ?? '']],
  ])('refuse %s, in one and the same way', async (_why, make) => {
    const person = await secured()
    const { challenge } = await challengeOf(person)
    const { status, body } = await answer(...(await make(person, challenge)))
    expect(status).toBe(401)
    expect(body).toMatchObject({
      code: 'unauthenticated',
      detail: 'The challenge or the answer to it is not right.',
    })
  })

  test.each(['totp', 'recovery-code'] as const)(
    'take one %s once of twenty at once, each with a challenge of its own [V6.5.1]',
    async (method) => {
      const person = await secured()
      const challenges = await Promise.all(Array.from({ length: 20 }, () => challengeFor(person)))
      const code = method === 'totp' ? codeAt(person.secret, now()) : (person.codes[0] ?? '')
      const answers = await Promise.all(challenges.map((one) => answer(one, method, code)))
      const statuses = answers.map(({ status }) => status).sort()
      expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 401)])
    },
  )

  test('are not used up where nothing is opened by them', async () => {
    const person = await secured()
    const { challenge } = await challengeOf(person)
    await aged(`update users set disabled_at = now() where id = '${person.id}'`)
    expect((await answer(challenge, 'recovery-code', person.codes[0] ?? '')).status).toBe(401)
    await aged(`update users set disabled_at = null where id = '${person.id}'`)
    expect((await answer(challenge, 'recovery-code', person.codes[0] ?? '')).status).toBe(200)
  })

  test('are guessed a hundred times at most, whatever came before them; a recovery code goes on [V6.6.3]', async () => {
    const person = await secured()
    await aged(`update users set failures = 100 where id = '${person.id}'`)
    const challenge = await challengeFor(person, 'oidc')
    expect((await answer(challenge, 'totp', codeAt(person.secret, now()))).status).toBe(401)
    const done = await answer(challenge, 'recovery-code', person.codes[0] ?? '')
    expect(done.body.session).toMatchObject({ method: 'oidc+recovery-code' })
  })

  test.each(['totp', 'recovery-code'])(
    'that are wrong (%s) are logged as tried by nobody known',
    async (method) => {
      const person = await secured()
      const { challenge } = await challengeOf(person)
      expect((await answer(challenge, method, '000000')).status).toBe(401)
      const rows = await house.ports.database.query({
        text: `select actor_kind, user_id from audit_logs where action = 'auth.second-factor.failed' and entity_id = $1`,
        params: [person.id],
      })
      expect(rows).toEqual([{ actor_kind: 'anonymous', user_id: null }])
    },
  )

  test('let twenty answers to one challenge open one session [V2.3.4]', async () => {
    const person = await secured()
    const { challenge } = await challengeOf(person)
    const [recovery = ''] = person.codes
    const sent = Array.from({ length: 20 }, () => answer(challenge, 'recovery-code', recovery))
    expect((await Promise.all(sent)).filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('leave nothing readable behind: secrets sealed, codes as digests of 120 bits [V6.5.2] [V6.5.4]', async () => {
    const person = await secured()
    const rows = await house.ports.database.query({
      text: `select (select jsonb_agg(t) from totp_factors t where user_id = $1) as totp, (select jsonb_agg(r) from recovery_codes r where user_id = $1) as codes`,
      params: [person.id],
    })
    const text = JSON.stringify(rows)
    expect(text).not.toContain(person.secret)
    for (const code of person.codes) {
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/)
      expect(text).not.toContain(code)
    }
    expect(new Set(person.codes).size).toBe(10)
  })

  test('are not got around by new recovery codes: the old ones are void', async () => {
    const person = await secured()
    const { body } = await call('POST', '/v1/auth/second-factors/recovery-codes', undefined, person.token)
    const fresh = body.recoveryCodes as readonly string[]
    const { challenge } = await challengeOf(person)
    expect((await answer(challenge, 'recovery-code', person.codes[0] ?? '')).status).toBe(401)
    const spaced = (fresh[0] ?? '').toLowerCase().replaceAll('-', ' ')
    expect((await answer(challenge, 'recovery-code', spaced)).status).toBe(200)
  })

  test('count a hundred wrong answers like wrong passwords: then the password opens nothing', async () => {
    const person = await secured()
    await aged(`update users set failures = 99 where id = '${person.id}'`)
    const { challenge } = await challengeOf(person)
    expect((await answer(challenge, 'totp', '000000')).status).toBe(401)
    expect((await login(person)).status).toBe(401)
    expect((await house.mailTo(person.email)).map(({ subject }) => subject)).toContain(
      'Your password was stopped',
    )
  })

  test('tell a retry what they told at first, and keep the secrets in it sealed', async () => {
    const person = await house.signIn()
    const key = { 'idempotency-key': crypto.randomUUID() }
    const begin = () => call('POST', '/v1/auth/second-factors/totp', undefined, person.token, key)
    const [first, second] = [await begin(), await begin()]
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    const stored = await house.ports.database.query({
      text: 'select body from idempotency_results where key = $1',
      params: [key['idempotency-key']],
    })
    expect(JSON.stringify(stored)).not.toContain(first.body.secret)
  })

  describe('re-authentication', () => {
    const again = (token: string, body: unknown) => call('POST', '/v1/auth/reauthenticate', body, token)

    async function stale(person: Pick<Person, 'token' | 'sessionId'>) {
      await aged(
        `update sessions set auth_time = now() - interval '11 minutes' where id = '${person.sessionId}'`,
      )
    }

    test('is needed for what is sensitive, after ten minutes [V7.5.1]', async () => {
      const person = await house.signIn()
      await stale(person)
      const begin = (token: string) => call('POST', '/v1/auth/second-factors/totp', undefined, token)
      expect((await begin(person.token)).body.code).toBe('reauthentication-required')
      const fresh = await again(person.token, { password: person.password })
      expect(fresh.status).toBe(200)
      expect((await begin(fresh.body.token)).status).toBe(201)
    })

    test('gives a new token, and ends the old one at once [V7.2.4]', async () => {
      const person = await house.signIn()
      const fresh = await again(person.token, { password: person.password })
      expect(fresh.body.token).not.toBe(person.token)
      expect((await me(person.token)).status).toBe(401)
      expect((await me(fresh.body.token)).status).toBe(200)
    })

    test('takes a second factor as well', async () => {
      const person = await secured()
      const one = await again(person.token, { method: 'totp', code: codeAt(person.secret, now()) })
      expect(one.status).toBe(200)
      expect(one.body.session.method).toBe('password')
      const two = await again(one.body.token, { method: 'recovery-code', code: person.codes[0] })
      expect(two.status).toBe(200)
    })

    test('opens one session in place of one, however many ask at once', async () => {
      const person = await house.signIn()
      const code = async () => (await again(person.token, { password: person.password })).status
      const statuses = await Promise.all(Array.from({ length: 4 }, code))
      expect(statuses.filter((status) => status === 200)).toHaveLength(1)
      const rows = await house.ports.database.query({
        text: `select failures, (select count(*)::int from sessions where user_id = u.id and revoked_at is null) as alive from users u where id = $1`,
        params: [person.id],
      })
      expect(rows).toEqual([{ failures: 0, alive: 1 }])
    })

    test('is no place to guess codes: after a hundred failures the app opens nothing', async () => {
      const person = await secured()
      await aged(`update users set failures = 100 where id = '${person.id}'`)
      const right = { method: 'totp', code: codeAt(person.secret, now()) }
      expect((await again(person.token, right)).status).toBe(401)
    })

    test.each<[why: string, body: (person: Awaited<ReturnType<typeof secured>>) => unknown]>([
      ['a wrong password', () => ({ password: 'not the password at all' })],
      ['a wrong code', () => ({ method: 'totp', code: '000000' })],
      ['a wrong recovery code', () => ({ method: 'recovery-code', code: '0000-0000' })],
    ])('refuses %s, counts it, and leaves the session alone', async (_why, body) => {
      const person = await secured()
      const { status, body: problem } = await again(person.token, body(person))
      expect({ status, code: problem.code }).toEqual({ status: 401, code: 'unauthenticated' })
      expect((await me(person.token)).status).toBe(200)
      const rows = await house.ports.database.query({
        text: `select failures, (select count(*)::int from audit_logs where action = 'auth.reauthentication.failed' and entity_id = u.id::text) as events from users u where id = $1`,
        params: [person.id],
      })
      expect(rows).toEqual([{ failures: 1, events: 1 }])
    })

    test.each([
      [{}],
      [{ password: 'x', code: '123456' }],
      [{ method: 'totp' }],
      [{ method: 'sms', code: '123456' }],
      [{ method: 'totp', code: '12345' }],
    ])('takes no %j', async (body) => {
      const person = await house.signIn()
      expect((await again(person.token, body)).status).toBe(422)
    })
  })

  /** A challenge as a login leaves it, without the hash that one costs. */
  async function challengeFor({ id }: Pick<Person, 'id'>, first = 'password'): Promise<string> {
    const { token, hash } = mint('c')
    await house.ports.database.atomic([
      {
        text: `insert into challenges (token_hash, purpose, user_id, payload, expires_at)
          values ($1, 'second-factor', $2, jsonb_build_object('transport', 'bearer', 'first', $3::text), now() + interval '5 minutes')`,
        params: [hash, id, first],
      },
    ])
    return token
  }

  const aged = (text: string) => house.alter(text)
})
