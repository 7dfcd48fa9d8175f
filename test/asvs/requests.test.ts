/** What a caller may try, whatever the endpoint: ASVS rows of the front door that no other test is about. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { endpointsOf } from '../../src/endpoints.ts'
import { type House, openHouse, type Person, testConfig } from '../support/house.ts'

const plenty = { count: 1_000_000, windowSeconds: 60 }
const address = { ...plenty }
let house: House
let ada: Person
beforeAll(async () => {
  house = await openHouse({
    config: { limits: { address, credential: plenty, login: plenty, mail: plenty, payments: plenty } },
  })
  ada = await house.signIn()
})
afterAll(() => house?.close())
beforeEach(() => {
  address.count = 1_000_000
})

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  house.send(method, path, body, ada.token, headers)
const limited = (act: () => Promise<Response>) => {
  address.count = 0
  return act()
}
const create = (name: string) => ask('POST', '/v1/customers', { name })
const named = async (query: string) => {
  const response = await ask('GET', `/v1/customers?${query}`)
  const { data } = (await response.json()) as { data?: { name: string }[] }
  return { status: response.status, names: data?.map(({ name }) => name).sort() }
}

describe('text is text, whatever it would be elsewhere', () => {
  const texts = [
    `Robert'); drop table users; --`,
    `' or 1=1 --`,
    '$(sleep 5) `id` | cat /etc/passwd',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: of a template of somebody else's
    '{{7*7}} ${7*7} <%= 7*7 %> #{7*7}',
    '%s %d %o %j %n',
    '</script><script>alert(1)</script>',
    '<img src=x onerror=alert(1)> &amp; "quoted"',
    '(a+)+$ .*[ ^\\',
    '*?[a-z]: \\',
  ]

  test.each(texts)('kept and found as it was sent: %s [V1.1.2] [V1.2.3] [V1.2.4] [V1.3.7]', async (text) => {
    const made = await create(text)
    const raw = await made.text()
    expect([made.status, JSON.parse(raw).name]).toEqual([201, text])
    expect(await named(`name=${encodeURIComponent(text)}`)).toEqual({ status: 200, names: [text] })
  })

  test.each(texts)('as a key of a retry it is refused, or no more than a key: %s [V1.3.9]', async (text) => {
    const response = await ask('POST', '/v1/customers', { name: 'K' }, { 'idempotency-key': text })
    expect([201, 400, 422]).toContain(response.status)
  })

  test.each(['%', '_', '\\', '.*', '(a+)+$'])('a wildcard stands for itself: %s [V1.2.9]', async (wild) => {
    const mine = `${wild}wild${wild}`
    await create(mine)
    await create(`xwild${crypto.randomUUID()}`)
    const { status, names } = await named(`name[prefix]=${encodeURIComponent(`${wild}wild`)}`)
    expect([status, names]).toEqual([200, [mine]])
  })

  test('in a line of the log it is a field, and no format [V1.3.10]', async () => {
    house.logged.length = 0
    const response = await house.fetch('/livez', { headers: { 'user-agent': '%s%d%o%j %n' } })
    expect(response.status).toBe(200)
    expect(house.logged.find(({ action }) => action !== 'http.failure')?.user_agent).toBe('%s%d%o%j %n')
  })
})

describe('what is encoded twice is decoded once', () => {
  test.each(['%252e%252e', '%2531', '%252f', '..%252f..%252fetc%252fpasswd'])(
    '%s in a path is no id [V1.1.1]',
    async (id) => {
      const { status } = await ask('GET', `/v1/customers/${id}`)
      expect([404, 422]).toContain(status)
    },
  )

  test('a query holds what was encoded, and not what that says once more [V1.1.1]', async () => {
    await create('a%2562c')
    await create('a%62c')
    await create('abc')
    expect((await named(`name=${encodeURIComponent('a%62c')}`)).names).toEqual(['a%62c'])
  })
})

describe('what is of another kind is refused, in every place', () => {
  const login = (email: unknown, password: unknown) =>
    house.send('POST', '/v1/auth/login', { email, password })

  test.each<[unknown, unknown]>([
    [{ $gt: '' }, 'x'],
    [['ada@example.com'], 'x'],
    ['ada@example.com', true],
    ['ada@example.com', { length: 15 }],
    ['ada@example.com', ['x'.repeat(15)]],
    [null, null],
    [0, 1],
  ])('%j and %j are no address and no password [V15.3.5]', async (email, password) => {
    expect((await login(email, password)).status).toBe(422)
  })

  test.each([
    '{"__proto__":{"polluted":1},"name":"A"}',
    '{"constructor":{"prototype":{"polluted":1}},"name":"A"}',
    '{"name":"A","address":{"__proto__":{"polluted":1}}}',
  ])('%s changes nothing of anything [V15.3.6] [V1.5.2]', async (body) => {
    expect((await ask('POST', '/v1/customers', body)).status).toBe(422)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test.each(['-1', '0', '1e309', '9007199254740993', 'NaN', 'Infinity', '0x10', '1.5'])(
    'limit=%s is no limit [V1.4.2]',
    async (limit) => {
      expect((await ask('GET', `/v1/customers?limit=${limit}`)).status).toBe(422)
    },
  )

  test.each([
    { role: 'admin' },
    { email: 'eve@example.com' },
    { emailVerified: true },
    { id: '0' },
    { passwordHash: 'x' },
    { createdAt: '2026-01-01T00:00:00.000Z' },
  ])('%j is nobody’s to set in a profile [V8.2.3] [V15.3.3]', async (more) => {
    const response = await ask('PATCH', '/v1/me', { name: 'Ada', ...more }, { 'if-match': '*' })
    expect(response.status).toBe(422)
    const me = (await (await ask('GET', '/v1/me')).json()) as { role: string; email: string }
    expect(me).toMatchObject({ role: 'member', email: ada.email })
  })

  test('a key that would expire before it is made is refused: fields are judged together [V2.2.3]', async () => {
    const key = { name: 'n', scopes: ['customers:read'], expiresAt: '2001-01-01T00:00:00.000Z' }
    expect((await ask('POST', '/v1/auth/api-keys', key)).status).toBe(422)
  })

  test('a program is told what a page would not have let be sent [V2.2.2]', async () => {
    for (const body of [
      { email: 'not-an-address', password: 'x'.repeat(20) },
      { email: 'a@example.com', password: 'short' },
      { email: 'a@example.com', password: 'x'.repeat(300) },
      { email: 'a@example.com' },
    ])
      expect((await house.send('POST', '/v1/auth/register', body)).status).toBe(422)
  })
})

describe('there is nothing beside what is meant to be there', () => {
  test.each([
    '/.git/HEAD',
    '/.svn/entries',
    '/.env',
    '/package.json',
    '/wrangler.toml',
    '/.data/keys',
    '/drizzle/0001.sql',
    '/debug',
    '/static/',
    '/assets/',
    '/static/..%2f..%2f.env',
    '/assets/..%5c..%5c.env',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/docs/..%00/.env',
  ])('%s is 404 [V5.3.2] [V13.4.1] [V13.4.3]', async (path) => {
    expect((await house.fetch(path)).status).toBe(404)
  })

  test.each(['PROPFIND', 'LINK', 'PUT'])('%s is no method of ours', async (method) => {
    const response = await house.fetch('/v1/me', { method, headers: { 'x-echo': 'canary' } })
    expect([404, 405, 501]).toContain(response.status)
    expect(await response.text()).not.toContain('canary')
  })

  test.each<[string, Record<string, string>]>([
    ['?debug=1', {}],
    ['', { 'x-debug': '1' }],
    ['', { 'x-http-method-override': 'DELETE' }],
  ])('and no way to see more by %s %j [V13.4.2]', async (query, headers) => {
    const usual = await ask('GET', '/v1/me')
    const response = await ask('GET', `/v1/me${query}`, undefined, headers)
    expect(query ? [422] : [200]).toContain(response.status)
    if (!query) expect(await response.text()).toBe(await usual.text())
  })

  test('a call of the API is answered by no redirect: only pages and providers lead on [V4.1.2]', () => {
    const leading = endpointsOf(testConfig())
      .filter(({ output }) => output.status === 303)
      .map(({ path }) => path)
    expect(leading.length).toBeGreaterThan(3)
    expect(leading.filter((path) => path.startsWith('/v1/') && !path.startsWith('/v1/auth/oidc/'))).toEqual(
      [],
    )
  })
})

test('who calls is where the connection comes from, whatever a header says [V4.1.3] [V15.3.4]', async () => {
  address.count = 3
  const statuses: number[] = []
  for (let at = 0; at < 5; at++) {
    const other = `203.0.113.${at}`
    const headers = {
      'x-forwarded-for': other,
      'x-real-ip': other,
      forwarded: `for=${other}`,
      'cf-connecting-ip': other,
      'true-client-ip': other,
      'x-user-id': ada.id,
      'x-forwarded-host': 'evil.example',
    }
    statuses.push((await house.fetch('/v1/me', { headers, address: '198.51.100.200' })).status)
  }
  expect(statuses).toEqual([401, 401, 401, 429, 429])
})

test('an attempt to get around a control is a line of the log, with what it was refused for [V16.3.3]', async () => {
  const attempts: [code: string, act: () => Promise<Response>][] = [
    [
      'csrf',
      () =>
        house.fetch('/v1/auth/logout', { method: 'POST', headers: { cookie: `__Host-sid=${ada.token}` } }),
    ],
    ['unauthenticated', () => house.send('GET', '/v1/me', undefined, `${ada.token}x`)],
    ['validation', () => house.send('POST', '/v1/auth/login', { email: 1 })],
    ['forbidden', () => ask('GET', '/v1/users')],
    ['rate-limited', () => limited(() => house.fetch('/v1/me'))],
  ]
  for (const [code, act] of attempts) {
    house.logged.length = 0
    const response = await act()
    const refused = (await response.clone().json()) as { code: string }
    expect(refused.code).toBe(code)
    await house.settle()
    const line = house.logged.find(({ request_id }) => request_id === response.headers.get('x-request-id'))
    expect(line).toMatchObject({ result: 'denied', status: response.status })
    address.count = 1_000_000
  }
})

test('what is taken along has the name that we give it [V5.4.1]', async () => {
  const response = await ask('GET', '/v1/me/export')
  expect(response.status).toBe(200)
  const disposition = response.headers.get('content-disposition') ?? ''
  expect(disposition).toMatch(/^attachment; filename="[\w.-]+"$/)
  expect(disposition).not.toContain(ada.email)
})
