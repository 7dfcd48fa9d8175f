import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, type Json, openHouse, type Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('user administration', () => {
  let house: House
  let admin: Person
  beforeAll(async () => {
    house = await openHouse()
    admin = await house.signIn('admin')
  })
  afterAll(() => house?.close())

  const call = (method: string, path: string, body?: unknown, token = admin.token, headers = {}) =>
    house.call(method, path, body, token, headers)

  const read = (id: string, token?: string) => call('GET', `/v1/users/${id}`, undefined, token)
  const change = (id: string, body: unknown, token?: string, ifMatch = '*') =>
    call('PATCH', `/v1/users/${id}`, body, token, { 'if-match': ifMatch })
  const me = (token: string) => call('GET', '/v1/me', undefined, token)
  const login = ({ email, password }: Pick<Person, 'email' | 'password'>) =>
    call('POST', '/v1/auth/login', { email, password }, '')

  async function keyOf(person: Person) {
    const made = await call(
      'POST',
      '/v1/auth/api-keys',
      { name: 'a key', scopes: ['customers:read'] },
      person.token,
    )
    return made.body.key as string
  }

  const events = async (id: string) =>
    (
      await house.ports.database.query({
        text: `select action, outcome, user_id, details from audit_logs where operation = 'EVENT' and entity_id = $1 and action like 'auth.user.%' order by id`,
        params: [id],
      })
    ).map((row) => row)

  test('shows an account, and never what opens it [V15.3.1]', async () => {
    const person = await house.signIn()
    const { status, body, headers } = await read(person.id)
    expect(status).toBe(200)
    expect(headers.get('etag')).toBe(`"${body.version}"`)
    expect(body).toMatchObject({
      ...{ id: person.id, email: person.email, role: 'member', disabledAt: null, erasedAt: null },
      ...{ resetRequiredAt: null, passwordOpens: true, secondFactors: [] },
    })
    expect(JSON.stringify(body)).not.toMatch(/hash|scrypt/)
  })

  test('finds by the beginning of an address, part of a name, role and status, and pages through', async () => {
    const people = [await house.signIn(), await house.signIn(), await house.signIn('auditor')]
    await call('PATCH', '/v1/me', { name: '100% Grace_Hopper' }, people[0]?.token)
    const list = async (query: string) => (await call('GET', `/v1/users?${query}`)).body
    const ids = ({ data }: Json) => data.map(({ id }: { id: string }) => id)
    expect(ids(await list(`q=${people[1]?.email.slice(0, 9).toUpperCase()}`))).toEqual([people[1]?.id])
    expect(ids(await list('q=grace_h'))).toEqual([people[0]?.id])
    expect(ids(await list('q=%25'))).toEqual([people[0]?.id])
    expect(ids(await list('q=graceXh'))).toEqual([])
    expect(ids(await list('role=auditor'))).toEqual([people[2]?.id])
    await change(people[1]?.id ?? '', { disabled: true })
    expect(ids(await list('status=disabled'))).toEqual([people[1]?.id])
    const all = ids(await list('limit=100'))
    const paged: string[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: Json = await list(`limit=2${next && `&cursor=${next}`}`)
      paged.push(...ids(page))
      next = page.page.nextCursor
    }
    expect(paged).toEqual(all)
    const { body } = await call('GET', '/v1/users?limit=1')
    expect(
      (await call('GET', `/v1/users?limit=1&role=member&cursor=${body.page.nextCursor}`)).body.code,
    ).toBe('invalid-cursor')
  })

  test.each([
    ['q='],
    ['role=owner'],
    ['status=gone'],
    ['limit=0'],
    ['limit=101'],
    ['sort=email'],
    ['role=admin&role=member'],
  ])('takes no list by %s', async (query) =>
    expect((await call('GET', `/v1/users?${query}`)).status).toBe(422),
  )

  test('is nobody else’s: members are refused and recorded, auditors read, strangers are 401 [V8.2.1]', async () => {
    const [member, auditor] = [await house.signIn(), await house.signIn('auditor')]
    for (const path of ['/v1/users', `/v1/users/${member.id}`, `/v1/users/${member.id}/sessions`]) {
      expect((await call('GET', path, undefined, member.token)).status).toBe(403)
      expect((await call('GET', path, undefined, auditor.token)).status).toBe(200)
      expect((await call('GET', path, undefined, '')).status).toBe(401)
    }
    for (const person of [member, auditor]) {
      expect((await change(member.id, { role: 'admin' }, person.token)).status).toBe(403)
      expect((await call('DELETE', `/v1/users/${admin.id}/sessions`, undefined, person.token)).status).toBe(
        403,
      )
    }
    const rows = await house.ports.database.query({
      text: `select count(*)::int as denied from audit_logs where outcome = 'denied' and user_id = $1 and entity = 'users'`,
      params: [member.id],
    })
    expect(rows[0]?.denied).toBeGreaterThanOrEqual(3)
  })

  test('that somebody else looked at an account or its sessions is an event; that they were in a list, or looked themselves, is not', async () => {
    const [person, auditor] = [await house.signIn(), await house.signIn('auditor')]
    const looks = () =>
      house.rows(
        `select action, outcome, user_id, details from audit_logs where entity = 'users' and entity_id = $1
         and action like 'users:read%' order by id`,
        person.id,
      )
    await call('GET', `/v1/users?q=${person.email}`)
    expect(await looks()).toEqual([])
    await read(person.id)
    await call('GET', `/v1/users/${person.id}/sessions`, undefined, auditor.token)
    const look = { outcome: 'success', details: {} }
    expect(await looks()).toEqual([
      { ...look, action: 'users:read', user_id: admin.id },
      { ...look, action: 'users:read-sessions', user_id: auditor.id },
    ])
    const nobody = crypto.randomUUID()
    expect((await read(nobody)).status).toBe(404)
    expect((await read(admin.id)).status).toBe(200)
    const others = await house.rows(
      `select entity_id from audit_logs where action = 'users:read' and entity_id in ($1, $2)`,
      ...[nobody, admin.id],
    )
    expect(others).toEqual([])
  })

  test('ends all sessions of who gets another role, at once, and asks their keys anew [V8.3.2]', async () => {
    const person = await house.signIn('admin')
    const key = await keyOf(person)
    expect((await call('GET', '/v1/customers', undefined, key)).status).toBe(200)
    const { status, body } = await change(person.id, { role: 'auditor' })
    expect({ status, role: body.role }).toEqual({ status: 200, role: 'auditor' })
    expect((await me(person.token)).status).toBe(401)
    // An auditor has no customers: the key is what its person is.
    expect((await call('GET', '/v1/customers', undefined, key)).status).toBe(403)
    expect(await events(person.id)).toEqual([
      {
        action: 'auth.user.role-changed',
        outcome: 'success',
        user_id: admin.id,
        details: { from: 'admin', to: 'auditor' },
      },
    ])
  })

  test('disables: every session and key is dead with the answer, the password too, until enabled [V7.4.2]', async () => {
    const person = await house.signIn()
    const key = await keyOf(person)
    await me(person.token)
    await me(key)
    expect((await change(person.id, { disabled: true })).body.disabledAt).toMatch(/Z$/)
    expect((await me(person.token)).status).toBe(401)
    expect((await me(key)).status).toBe(401)
    expect((await login(person)).status).toBe(401)
    expect((await change(person.id, { disabled: false })).body.disabledAt).toBeNull()
    expect((await login(person)).status).toBe(200)
    expect((await me(person.token)).status).toBe(401)
    expect((await events(person.id)).map(({ action }) => action)).toEqual([
      'auth.user.disabled',
      'auth.user.enabled',
    ])
  })

  test('changes the version that was read, and no other', async () => {
    const person = await house.signIn()
    const { version } = (await read(person.id)).body
    expect((await call('PATCH', `/v1/users/${person.id}`, { role: 'auditor' })).status).toBe(428)
    const stale = await change(person.id, { role: 'auditor' }, undefined, `"${version + 7}"`)
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, `"${version}"`])
    const done = await change(person.id, { role: 'auditor' }, undefined, `"${version}"`)
    expect([done.status, done.headers.get('etag')]).toEqual([200, `"${version + 1}"`])
    // What changes nothing makes no version.
    expect((await change(person.id, { role: 'auditor' })).body.version).toBe(version + 1)
    expect((await change(person.id, {})).body.version).toBe(version + 1)
  })

  test.each([
    [{ email: 'a@example.com' }],
    [{ password: 'kelp holds on to rock' }],
    [{ passwordHash: 'x' }],
    [{ role: 'root' }],
    [{ disabled: 'yes' }],
    [{ disabled: null }],
    [{ version: 1 }],
  ])('takes no %j: a password is set by its owner alone [V6.4.6]', async (body) => {
    const person = await house.signIn()
    expect((await change(person.id, body)).status).toBe(422)
  })

  test('demands a new password: the old one opens nothing, and a mail leads on [V6.4.6]', async () => {
    const person = await house.signIn()
    expect((await call('POST', `/v1/users/${person.id}/password/reset`)).status).toBe(204)
    expect((await me(person.token)).status).toBe(401)
    expect((await login(person)).status).toBe(401)
    expect((await read(person.id)).body).toMatchObject({
      passwordOpens: false,
      resetRequiredAt: expect.stringMatching(/Z$/),
    })
    const [mail] = await house.mailTo(person.email)
    expect(mail?.text).toMatch(/token=hf_r_/)
  })

  test('ends one session, or all of somebody [V7.4.5]', async () => {
    const person = await house.signIn()
    const other = (await login(person)).body.token as string
    const { data } = (await call('GET', `/v1/users/${person.id}/sessions`)).body
    expect(data).toHaveLength(2)
    expect(JSON.stringify(data)).not.toContain('hf_s_')
    const end = (id: string) => call('DELETE', `/v1/users/${person.id}/sessions${id}`)
    expect((await end(`/${person.sessionId}`)).status).toBe(204)
    expect((await me(person.token)).status).toBe(401)
    expect((await me(other)).status).toBe(200)
    expect((await end(`/${person.sessionId}`)).status).toBe(404)
    expect((await end(`/${admin.sessionId}`)).status).toBe(404)
    expect((await end('')).status).toBe(204)
    expect((await me(other)).status).toBe(401)
  })

  test('knows nobody by an id that is nobody’s', async () => {
    const nobody = '0190a000-0000-7000-8000-000000000000'
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { role: 'member' }],
      ['POST', '/password/reset', undefined],
      ['GET', '/sessions', undefined],
      ['DELETE', '/sessions', undefined],
    ] as const)
      expect(
        (await call(method, `/v1/users/${nobody}${path}`, body, undefined, { 'if-match': '*' })).status,
      ).toBe(404)
  })

  test('needs somebody who proved of late who they are [V7.5.3]', async () => {
    const [late, person] = [await house.signIn('admin'), await house.signIn()]
    await house.alter(
      `update sessions set auth_time = now() - interval '11 minutes' where id = $1`,
      late.sessionId,
    )
    expect((await change(person.id, { disabled: true }, late.token)).body.code).toBe(
      'reauthentication-required',
    )
    expect((await read(person.id, late.token)).status).toBe(200)
  })
})

describe.skipIf(!postgresUrl)('the last administrator', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house?.close())

  const patch = (by: Person, id: string, body: unknown) =>
    house.send('PATCH', `/v1/users/${id}`, body, by.token, { 'if-match': '*' })

  test('can neither be demoted nor disabled, by themself either', async () => {
    const only = await house.signIn('admin')
    for (const body of [{ role: 'member' }, { role: 'auditor' }, { disabled: true }]) {
      const refused = await patch(only, only.id, body)
      expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'conflict' }])
    }
  })

  test('stays, however many try at once to take the last two away', async () => {
    const [one, two] = [await house.signIn('admin'), await house.signIn('admin')]
    const before = await admins()
    expect(before).toBeGreaterThanOrEqual(2)
    // Whoever was there before is made a member, until two are left.
    const rest = await house.ports.database.query({
      text: `select id::text as id from users where role = 'admin' and id not in ($1, $2)`,
      params: [one.id, two.id],
    })
    for (const { id } of rest) expect((await patch(one, String(id), { role: 'member' })).status).toBe(200)
    const tries = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? patch(one, two.id, { role: 'member' }) : patch(two, one.id, { role: 'member' }),
    )
    const answers = (await Promise.all(tries)).map(({ status }) => status)
    // 200 also for who asks for what is already so, 401 for who was ended meanwhile, 409 for who would be the second.
    expect(answers.every((status) => [200, 401, 409].includes(status))).toBe(true)
    const demoted = await house.ports.database.query({
      text: `select count(*)::int as n from audit_logs where action = 'auth.user.role-changed' and entity_id in ($1, $2)`,
      params: [one.id, two.id],
    })
    expect(demoted).toEqual([{ n: 1 }])
    expect(await admins()).toBe(1)
  })

  const admins = async () =>
    (
      await house.ports.database.query({
        text: `select count(*)::int as n from users where role = 'admin' and disabled_at is null`,
        params: [],
      })
    )[0]?.n
})
