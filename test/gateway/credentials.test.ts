/** The contract, «Credentials»: one at a time, and a wrong one is nobody's, not even where nobody would do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { expectEnvelope } from './envelope.ts'

let house: House
let ada: Person

beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
})
afterAll(() => house?.close())

const open = ['/livez', '/readyz', '/openapi.json', '/docs', '/problems/csrf', '/nowhere']
const closed = ['/v1/me', '/v1/customers', '/v1/auth/sessions']

const wrong: [what: string, headers: () => Record<string, string>][] = [
  ['an empty header', () => ({ authorization: '' })],
  ['a scheme alone', () => ({ authorization: 'Bearer' })],
  ['another scheme', () => ({ authorization: `Basic ${btoa('ada:secret')}` })],
  ['something after the token', () => ({ authorization: `Bearer ${ada.token} more` })],
  ['two tokens', () => ({ authorization: `Bearer ${ada.token}, Bearer ${ada.token}` })],
  ['a token that is none', () => ({ authorization: 'Bearer x' })],
  ['a token nobody has', () => ({ authorization: `Bearer ${mint('s').token}` })],
  ['an API key nobody has', () => ({ authorization: `Bearer ${mint('k').token}` })],
  ['a verification token', () => ({ authorization: `Bearer ${mint('v').token}` })],
  ['a reset token', () => ({ authorization: `Bearer ${mint('r').token}` })],
  ['a JWT', () => ({ authorization: `Bearer ${btoa('{"alg":"none"}')}.${btoa('{}')}.` })],
  ['a cookie nobody has', () => ({ cookie: `__Host-sid=${mint('s').token}` })],
  ['a cookie that is no token', () => ({ cookie: '__Host-sid=x' })],
  ['an empty cookie', () => ({ cookie: '__Host-sid=' })],
]

describe.each(wrong)('%s is 401', (_what, headers) => {
  test.each([...open.slice(0, -1), ...closed])('at %s', async (path) => {
    const response = await house.fetch(path, { headers: headers() })
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'unauthenticated' }])
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expectEnvelope(response)
  })
})

describe('two credentials are one too many', () => {
  const both = (token = ada.token) => ({
    authorization: `Bearer ${token}`,
    cookie: `__Host-sid=${ada.token}`,
  })

  test.each([...open, ...closed])('at %s', async (path) => {
    const response = await house.fetch(path, { headers: both() })
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'ambiguous-credentials' }])
    expectEnvelope(response)
  })

  test('whatever they are worth, and whatever the scheme', async () => {
    expect((await house.fetch('/v1/me', { headers: both('x') })).status).toBe(400)
    const basic = { authorization: 'Basic x', cookie: '__Host-sid=' }
    expect((await house.fetch('/v1/me', { headers: basic })).status).toBe(400)
  })

  test('and are counted all the same', async () => {
    const left = async () => {
      const response = await house.fetch('/v1/me', { headers: both(), address: '192.0.2.77' })
      return Number(/r=(\d+)/.exec(response.headers.get('ratelimit') ?? '')?.[1])
    }
    const before = await left()
    expect(await left()).toBe(before - 1)
  })
})

test.each<[what: string, headers: () => Record<string, string>]>([
  ['a bearer token', () => ({ authorization: `Bearer ${ada.token}` })],
  ['a scheme in small letters', () => ({ authorization: `bearer ${ada.token}` })],
  ['a cookie', () => ({ cookie: `__Host-sid=${ada.token}` })],
  ['a cookie among others', () => ({ cookie: `a=b; __Host-sid=${ada.token}; c=d` })],
  [
    'a bearer token beside a cookie that is not ours',
    () => ({
      authorization: `Bearer ${ada.token}`,
      cookie: 'sid=x; __Secure-sid=y',
    }),
  ],
])('%s is who it belongs to', async (_what, headers) => {
  const response = await house.fetch('/v1/me', { headers: headers() })
  expect([response.status, await response.json()]).toMatchObject([200, { id: ada.id }])
})

test.each(['?token=', '?access_token=', '?authorization='])(
  'a token in a URL is no credential: %s [V14.2.1]',
  async (query) => {
    expect((await house.fetch(`/v1/me${query}${ada.token}`)).status).toBe(422)
  },
)
