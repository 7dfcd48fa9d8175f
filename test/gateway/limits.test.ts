/** Rate limits: who is counted, by what, how he is told, and what becomes of it while Redis is away. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { expectEnvelope, problemOf } from './envelope.ts'

const plenty = 1_000_000
const limits = {
  address: { count: plenty, windowSeconds: 600 },
  credential: { count: plenty, windowSeconds: 600 },
  login: { count: plenty, windowSeconds: 600 },
  mail: { count: plenty, windowSeconds: 600 },
  payments: { count: plenty, windowSeconds: 600 },
}
const health: Dependencies = { postgres: 'up', redis: 'up' }
let house: House
let ada: Person

beforeAll(async () => {
  house = await openHouse({ wrap: breaking(health), config: { limits } })
  ada = await house.signIn()
})
afterAll(() => house?.close())
beforeEach(() => {
  for (const limit of Object.values(limits)) limit.count = plenty
  Object.assign(health, { postgres: 'up', redis: 'up' })
})

let last = 0
/** An address that nobody has come from yet. */
const fresh = () => `198.18.${last >> 8}.${last++ & 255}`

const from = (address: string, path = '/nowhere', init: RequestInit = {}) =>
  house.fetch(path, { ...init, address })
const as = ({ token }: Person, address = fresh(), path = '/v1/me') =>
  from(address, path, { headers: { authorization: `Bearer ${token}` } })
const post = (path: string, body: object, address = fresh()) =>
  from(address, path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

async function statuses(times: number, act: (at: number) => Promise<Response>) {
  const found: number[] = []
  for (let at = 0; at < times; at++) found.push((await act(at)).status)
  return found
}

test('tells the limit, what is left of it, and until when, and refuses what goes beyond [V2.4.1]', async () => {
  limits.address.count = 2
  const address = fresh()
  const answers = [await from(address), await from(address), await from(address)]
  const told = answers.map(({ status, headers }) => [
    status,
    headers.get('ratelimit')?.replace(/t=\d+/, 't='),
  ])
  expect(told).toEqual([
    [404, '"address";r=1;t='],
    [404, '"address";r=0;t='],
    [429, '"address";r=0;t='],
  ])
  const refused = answers[2] as Response
  expectEnvelope(refused)
  expect(refused.headers.get('ratelimit-policy')).toBe('"address";q=2;w=600')
  const seconds = Number(refused.headers.get('retry-after'))
  expect(refused.headers.get('ratelimit')).toBe(`"address";r=0;t=${seconds}`)
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(600)
  expect(await refused.json()).toEqual(problemOf(refused, 'rate-limited', 'Too many requests.'))
})

describe('counts an address', () => {
  test.each<[what: string, act: (address: string) => Promise<Response>, status: number]>([
    ['that asks for nothing there is', (address) => from(address), 404],
    ['that uses another method', (address) => from(address, '/v1/me', { method: 'PUT' }), 405],
    ['that only asks what there is', (address) => from(address, '/v1/me', { method: 'OPTIONS' }), 204],
    ['that asks for the head alone', (address) => from(address, '/openapi.json', { method: 'HEAD' }), 200],
    ['of a stranger', (address) => from(address, '/v1/me'), 401],
    [
      'of a broken credential',
      (address) => from(address, '/v1/me', { headers: { authorization: 'x' } }),
      401,
    ],
    ['that sends too much', (address) => post('/v1/auth/login', { a: 'x'.repeat(300_000) }, address), 413],
    ['that sends nonsense', (address) => post('/v1/auth/login', {}, address), 422],
    ['of a person', (address) => as(ada, address), 200],
    ['that looks after our health', (address) => from(address, '/livez'), 200],
  ])('%s', async (_what, act, status) => {
    limits.address.count = 2
    const address = fresh()
    expect(await statuses(4, () => act(address))).toEqual([status, status, 429, 429])
    expect((await act(fresh())).status).toBe(status)
  })

  test('of version 6 by its /64, for one customer holds at least that much', async () => {
    limits.address.count = 3
    const street = ['2001:db8:0:1::1', '2001:db8:0:1:ffff::2', '2001:0DB8::1:0:0:0:3', '2001:db8:0:1::4']
    expect(await statuses(4, (at) => from(street[at] ?? ''))).toEqual([404, 404, 404, 429])
    expect((await from('2001:db8:0:2::1')).status).toBe(404)
  })

  test('of version 4 that is written as one of version 6', async () => {
    limits.address.count = 2
    expect(await statuses(3, (at) => from(at % 2 ? '203.0.113.9' : '::ffff:203.0.113.9'))).toEqual([
      404, 404, 429,
    ])
  })
})

test('counts a credential wherever it comes from, and nobody else with it', async () => {
  const [one, other] = [await house.signIn(), await house.signIn()]
  limits.credential.count = 2
  expect(await statuses(3, () => as(one))).toEqual([200, 200, 429])
  expect((await as(other)).status).toBe(200)
  const refused = await as(one)
  expect(refused.headers.get('ratelimit-policy')).toBe('"credential";q=2;w=600')
})

describe('counts apart what can guess a password or send a mail', () => {
  const email = 'nobody@example.com'
  const password = 'kelp holds on to rock'

  test.each([
    ['login', '/v1/auth/login', { email, password }, 401],
    ['login', '/v1/auth/verify-email', { token: 'x' }, 422],
    ['mail', '/v1/auth/register', { email, password }, 202],
    ['mail', '/v1/auth/verify-email/resend', { email }, 202],
  ] as const)('%s: %s', async (name, path, body, status) => {
    limits[name].count = 2
    const address = fresh()
    expect(await statuses(3, () => post(path, body, address))).toEqual([status, status, 429])
    const refused = await post(path, body, address)
    expect(refused.headers.get('ratelimit-policy')).toBe(`"${name}";q=2;w=600`)
    expect((await from(address)).status).toBe(404)
    expect((await post(path, body)).status).toBe(status)
  })
})

describe('while Redis is away', () => {
  beforeEach(() => {
    health.redis = 'down'
  })

  test('this process counts by itself [V16.5.3]', async () => {
    limits.address.count = 2
    const address = fresh()
    expect(await statuses(3, () => as(ada, address))).toEqual([200, 200, 429])
    expect((await as(ada)).status).toBe(200)
    expect(house.ports.meter.render()).toMatch(/^degraded_total{mode="limits-local"} [1-9]/m)
  })

  test.each(['/v1/auth/login', '/v1/auth/verify-email', '/v1/auth/register', '/v1/auth/verify-email/resend'])(
    'nobody may try %s',
    async (path) => {
      const response = await post(path, {})
      expect([response.status, await response.json()]).toMatchObject([503, { code: 'unavailable' }])
      expect(response.headers.get('retry-after')).toBe('1')
      expectEnvelope(response)
    },
  )

  test('nor try it without end', async () => {
    limits.address.count = 2
    const address = fresh()
    expect(await statuses(3, () => post('/v1/auth/login', {}, address))).toEqual([503, 503, 429])
  })

  test('who is signed in reads and writes as ever [V16.5.2]', async () => {
    const send = (method: string, path: string, body?: object) => house.send(method, path, body, ada.token)
    const made = await send('POST', '/v1/customers', { name: 'A' })
    expect(made.status).toBe(201)
    expect((await send('GET', made.headers.get('location') ?? '')).status).toBe(200)
  })
})
