/** The contract, cookies: an unsafe request must come from our own pages and carry the session's token. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'

const ours = 'http://holdfast.test'
const friend = 'https://app.example'
let house: House
let ada: Person
let cookie: string
let token: string
let foreign: string

beforeAll(async () => {
  house = await openHouse({ config: { corsOrigins: [friend] } })
  ada = await house.signIn()
  const mine = await logIn(ada)
  cookie = mine.cookie
  token = mine.token
  foreign = (await logIn(await house.signIn())).token
})
afterAll(() => house?.close())

async function logIn({ email, password }: Person, headers: Record<string, string> = {}) {
  const body = { email, password, transport: 'cookie' }
  const response = await house.send('POST', '/v1/auth/login', body, undefined, headers)
  const { csrfToken } = (await response.json()) as { csrfToken: string }
  return { cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? '', token: csrfToken }
}

type Headers = Record<string, string>
const rename = (headers: Headers, path = '/v1/me', method = 'PATCH', body = '{"name":"Eve"}') =>
  house.fetch(path, { method, body, headers: { 'content-type': 'application/json', cookie, ...headers } })

const name = async () =>
  ((await (await house.send('GET', '/v1/me', undefined, ada.token)).json()) as { name: string | null }).name

describe('changes nothing', () => {
  let before: string | null
  beforeEach(async () => {
    before = await name()
  })

  test.each<[what: string, headers: () => Headers]>([
    ['with neither site nor token', () => ({})],
    ['with a token but no site', () => ({ 'x-csrf-token': token })],
    ['with our site but no token', () => ({ 'sec-fetch-site': 'same-origin' })],
    ['with our origin but no token', () => ({ origin: ours })],
    ['with an empty token', () => ({ origin: ours, 'x-csrf-token': '' })],
    ['with a token cut short', () => ({ origin: ours, 'x-csrf-token': token.slice(0, -1) })],
    ['with the token of another session', () => ({ origin: ours, 'x-csrf-token': foreign })],
    ['from a cross-site page', () => ({ 'sec-fetch-site': 'cross-site', 'x-csrf-token': token })],
    ['from a sister site', () => ({ 'sec-fetch-site': 'same-site', 'x-csrf-token': token })],
    ['from the address bar', () => ({ 'sec-fetch-site': 'none', 'x-csrf-token': token })],
    ['with a site that is none', () => ({ 'sec-fetch-site': '', 'x-csrf-token': token })],
    [
      'from a cross-site page that says it is ours',
      () => ({ 'sec-fetch-site': 'cross-site', origin: ours, 'x-csrf-token': token }),
    ],
    ['from another origin', () => ({ origin: 'https://evil.example', 'x-csrf-token': token })],
    ['from no origin', () => ({ origin: 'null', 'x-csrf-token': token })],
    ['from our host over another scheme', () => ({ origin: 'https://holdfast.test', 'x-csrf-token': token })],
    ['from our host at another port', () => ({ origin: `${ours}:81`, 'x-csrf-token': token })],
    ['from a host that begins like ours', () => ({ origin: `${ours}.evil.example`, 'x-csrf-token': token })],
    [
      'from a host that ends like ours',
      () => ({ origin: 'http://evil-holdfast.test', 'x-csrf-token': token }),
    ],
    ['with a path behind our origin', () => ({ origin: `${ours}/`, 'x-csrf-token': token })],
    ['from an origin that may only read', () => ({ origin: friend, 'x-csrf-token': token })],
  ])('%s', async (_what, headers) => {
    const response = await rename(headers())
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'csrf' }])
    expect(await name()).toBe(before)
  })
})

describe('whatever the content type or the method', () => {
  test.each([
    ['POST', '/v1/customers', 'application/json'],
    ['POST', '/v1/customers', 'text/plain'],
    ['POST', '/v1/customers', 'application/x-www-form-urlencoded'],
    ['POST', '/v1/auth/logout', 'text/plain'],
    ['DELETE', '/v1/auth/sessions', 'application/json'],
    ['DELETE', `/v1/customers/${crypto.randomUUID()}`, 'application/json'],
  ])('%s %s as %s is 403 without a token [V3.5.2]', async (method, path, type) => {
    const response = await rename({ origin: ours, 'content-type': type }, path, method, '{}')
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'csrf' }])
  })
})

test.each<[what: string, headers: () => Headers]>([
  ['our site', () => ({ 'sec-fetch-site': 'same-origin', 'x-csrf-token': token })],
  ['our origin', () => ({ origin: ours, 'x-csrf-token': token })],
  ['both', () => ({ 'sec-fetch-site': 'same-origin', origin: ours, 'x-csrf-token': token })],
  [
    'our site, which keeps its origin to itself',
    () => ({ 'sec-fetch-site': 'same-origin', origin: 'null', 'x-csrf-token': token }),
  ],
])('changes what it says with the token and %s', async (_what, headers) => {
  const wanted = crypto.randomUUID()
  const response = await rename(headers(), '/v1/me', 'PATCH', JSON.stringify({ name: wanted }))
  expect([response.status, await name()]).toEqual([200, wanted])
})

test.each(['GET', 'HEAD'])('%s needs no token', async (method) => {
  const headers = { cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  expect((await house.fetch('/v1/me', { method, headers })).status).toBe(200)
})

test('a bearer token is no cookie: nobody sends it by accident', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  expect((await house.send('PATCH', '/v1/me', { name: 'Ada' }, ada.token, headers)).status).toBe(200)
})

describe('a login that another site sends', () => {
  const login = (headers: Headers, transport = 'cookie') =>
    house.send(
      'POST',
      '/v1/auth/login',
      { email: ada.email, password: ada.password, transport },
      undefined,
      headers,
    )

  test.each<[what: string, headers: Headers]>([
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['same-site', { 'sec-fetch-site': 'same-site' }],
    ['cross-site, with our origin', { 'sec-fetch-site': 'cross-site', origin: ours }],
    ['of another origin, from a browser without fetch metadata', { origin: 'https://evil.example' }],
    ['of no origin, from a browser without fetch metadata', { origin: 'null' }],
  ])('is refused and sets nothing: %s', async (_what, headers) => {
    for (const transport of ['cookie', 'bearer']) {
      const response = await login(headers, transport)
      expect([response.status, await response.json()]).toMatchObject([403, { code: 'csrf' }])
      expect(response.headers.getSetCookie()).toEqual([])
    }
  })

  test.each<[what: string, headers: Headers]>([
    ['a program', {}],
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: ours }],
    ['our own page, in an old browser', { origin: ours }],
    ['an origin on the list', { 'sec-fetch-site': 'cross-site', origin: friend }],
  ])('is none where it is sent by %s', async (_what, headers) => {
    expect((await login(headers)).status).toBe(200)
  })
})
