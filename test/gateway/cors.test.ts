/** CORS: closed, but for exact origins; a preflight is counted like everything else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'
import { expectEnvelope } from './envelope.ts'

const friend = 'https://app.example'
const strangers = [
  'https://evil.example',
  'https://app.example.evil.example',
  'https://evil-app.example',
  'http://app.example',
  'https://app.example:8443',
  'https://APP.example',
  'https://app.example/',
  'null',
  '*',
  '',
]

const granted = ({ headers }: Response) =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-'))

const preflight = (house: House, origin: string, path = '/v1/customers', address = '127.0.0.1') =>
  house.fetch(path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,if-match',
    },
    address,
  })

describe('without a list', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house?.close())

  test('nothing is granted to anybody, whatever is asked [V3.4.2]', async () => {
    for (const origin of [friend, 'http://holdfast.test', ...strangers]) {
      const asked = await preflight(house, origin)
      expect([asked.status, granted(asked)]).toEqual([204, []])
      expectEnvelope(asked)
      const answers = await Promise.all([
        house.fetch('/livez', { headers: { origin } }),
        house.fetch('/v1/me', { headers: { origin } }),
        house.fetch('/nowhere', { headers: { origin } }),
      ])
      expect(answers.flatMap(granted)).toEqual([])
    }
  })

  test.each([
    ['/v1/customers', 'HEAD, POST, GET, OPTIONS'],
    ['/v1/auth/login', 'POST, OPTIONS'],
    ['/livez', 'HEAD, GET, OPTIONS'],
  ])('OPTIONS %s says what is offered', async (path, allow) => {
    const response = await house.fetch(path, { method: 'OPTIONS' })
    expect([response.status, response.headers.get('allow'), await response.text()]).toEqual([204, allow, ''])
  })

  test('OPTIONS on what does not exist is 404', async () => {
    expect((await preflight(house, friend, '/nowhere')).status).toBe(404)
  })
})

describe('with a list', () => {
  const address = { count: 1_000_000, windowSeconds: 60 }
  const rest = { count: 1_000_000, windowSeconds: 60 }
  let house: House
  let ada: Person
  beforeAll(async () => {
    const limits = { address, credential: rest, login: rest, mail: rest, payments: rest }
    house = await openHouse({ config: { corsOrigins: [friend], limits } })
    ada = await house.signIn()
  })
  afterAll(() => house?.close())

  test('an origin on it may ask', async () => {
    const response = await preflight(house, friend)
    const found = Object.fromEntries(response.headers)
    expect(response.status).toBe(204)
    expect(found).toMatchObject({
      'access-control-allow-origin': friend,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,HEAD,POST,PATCH,DELETE',
      'access-control-max-age': '600',
      'cache-control': 'no-store',
    })
    expect(found['access-control-allow-headers']?.toLowerCase().split(',')).toEqual(
      expect.arrayContaining([
        'authorization',
        'content-type',
        'if-match',
        'idempotency-key',
        'x-csrf-token',
      ]),
    )
    expect(found.vary).toContain('Origin')
    expectEnvelope(response)
  })

  test.each<[what: string, path: string, token: boolean]>([
    ['what is found', '/v1/me', true],
    ['a list', '/v1/customers', true],
    ['what is refused', '/v1/me', false],
    ['what is not found', '/nowhere', false],
    ['what is open to all', '/openapi.json', false],
  ])('may read %s, headers and all, and no cache mistakes it for another’s', async (_what, path, token) => {
    const response = await house.send('GET', path, undefined, token ? ada.token : undefined, {
      origin: friend,
    })
    const found = Object.fromEntries(response.headers)
    expect(found).toMatchObject({
      'access-control-allow-origin': friend,
      'access-control-allow-credentials': 'true',
    })
    expect(found['access-control-expose-headers']?.toLowerCase().split(',')).toEqual(
      expect.arrayContaining(['etag', 'link', 'location', 'ratelimit', 'retry-after', 'x-request-id']),
    )
    expect(found.vary).toContain('Origin')
    if (token) expect(found.vary).toContain('Authorization')
    expectEnvelope(response)
  })

  test.each(strangers)('«%s» is not on it [V3.4.2]', async (origin) => {
    for (const response of [
      await preflight(house, origin),
      await house.fetch('/livez', { headers: { origin } }),
      await house.send('GET', '/v1/me', undefined, ada.token, { origin }),
    ]) {
      expect(response.status).toBeLessThan(300)
      expect(granted(response)).toEqual([])
      expect(response.headers.get('vary')).toContain('Origin')
    }
  })

  test('a preflight is counted', async () => {
    address.count = 3
    const asked = []
    for (let i = 0; i < 5; i++) asked.push((await preflight(house, friend, '/v1/me', '192.0.2.9')).status)
    address.count = 1_000_000
    expect(asked).toEqual([204, 204, 204, 429, 429])
  })
})
