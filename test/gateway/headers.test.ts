import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { expectEnvelope } from './envelope.ts'

const health: Dependencies = { postgres: 'up', redis: 'up' }
const address = { count: 1_000_000, windowSeconds: 60 }
let house: House
let ada: Person
let auditor: Person
let admin: Person
let customer: string

beforeAll(async () => {
  const rest = { count: 1_000_000, windowSeconds: 60 }
  const limits = { address, credential: rest, login: rest, mail: rest, payments: rest }
  house = await openHouse({ wrap: breaking(health), config: { limits } })
  ada = await house.signIn()
  auditor = await house.signIn('auditor')
  admin = await house.signIn('admin')
  const made = await ask('POST', '/v1/customers', { name: 'Ada' })
  customer = `/v1/customers/${((await made.json()) as { id: string }).id}`
})
afterAll(() => house?.close())
beforeEach(() => {
  Object.assign(health, { postgres: 'up', redis: 'up' })
  address.count = 1_000_000
})

const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  house.send(method, path, body, ada.token, headers)
const stranger = (method: string, path: string, body?: unknown) => house.send(method, path, body)

type Row = [status: number, cacheControl: string, what: string, act: () => Promise<Response>]

const answers: Row[] = [
  [200, 'private, no-cache', 'a row', () => ask('GET', customer)],
  [200, 'private, no-cache', 'one’s profile', () => ask('GET', '/v1/me')],
  [200, 'private, no-cache', 'a list', () => ask('GET', '/v1/customers')],
  [200, 'private, no-cache', 'one’s sessions', () => ask('GET', '/v1/auth/sessions')],
  [200, 'private, no-cache', 'a head', () => ask('HEAD', customer)],
  [200, 'no-cache', 'the document', () => stranger('GET', '/openapi.json')],
  [200, 'no-store', 'the pulse', () => stranger('GET', '/livez')],
  [200, 'no-store', 'the readiness', () => stranger('GET', '/readyz')],
  [200, 'no-store', 'the metrics', () => stranger('GET', '/metrics')],
  [
    200,
    'no-store',
    'a token',
    () => stranger('POST', '/v1/auth/login', { email: ada.email, password: ada.password }),
  ],
  [201, 'private, no-cache', 'a new row', () => ask('POST', '/v1/customers', { name: 'B' })],
  [
    202,
    'no-store',
    'a promise',
    () =>
      stranger('POST', '/v1/auth/register', { email: 'new@example.com', password: 'kelp holds on to rock' }),
  ],
  [204, 'private, no-cache', 'nothing', () => ask('DELETE', '/v1/auth/sessions')],
  [204, 'no-store', 'options', () => stranger('OPTIONS', '/v1/customers')],
  [304, 'private, no-cache', 'no news', () => ask('GET', customer, undefined, { 'if-none-match': '"1"' })],
  [400, 'no-store', 'no JSON', () => ask('POST', '/v1/customers', '{')],
  [
    400,
    'no-store',
    'two credentials',
    () => ask('GET', '/v1/me', undefined, { cookie: '__Host-sid=hf_s_x' }),
  ],
  [401, 'no-store', 'a stranger', () => stranger('GET', '/v1/me')],
  [401, 'no-store', 'a wrong token', () => house.send('GET', '/v1/me', undefined, 'hf_s_x')],
  [403, 'no-store', 'a refusal', () => house.send('POST', '/v1/customers', { name: 'C' }, auditor.token)],
  [404, 'no-store', 'no such path', () => stranger('GET', '/nowhere')],
  [404, 'no-store', 'no such row', () => ask('GET', `/v1/customers/${crypto.randomUUID()}`)],
  [405, 'no-store', 'no such method', () => stranger('PUT', '/v1/customers')],
  [412, 'no-store', 'a stale version', () => ask('PATCH', customer, { name: 'D' }, { 'if-match': '"9"' })],
  [413, 'no-store', 'too much', () => ask('POST', '/v1/customers', { notes: 'x'.repeat(300_000) })],
  [415, 'no-store', 'a form', () => ask('POST', '/v1/customers', 'a=b', { 'content-type': 'text/plain' })],
  [422, 'no-store', 'a fault', () => ask('POST', '/v1/customers', {})],
  [428, 'no-store', 'no version', () => ask('PATCH', customer, { name: 'D' })],
  [429, 'no-store', 'too often', () => limited(() => ask('GET', customer))],
  [500, 'no-store', 'a mistake of ours', () => broken('wrong', () => ask('GET', customer))],
  [503, 'no-store', 'no database', () => broken('down', () => ask('GET', customer))],
]

async function broken(postgres: Dependencies['postgres'], act: () => Promise<Response>) {
  health.postgres = postgres
  return act()
}

async function limited(act: () => Promise<Response>) {
  address.count = 0
  return act()
}

describe('every answer carries what every answer carries', () => {
  test.each(answers)(
    '%i %s: %s [V4.1.1] [V3.4.1] [V3.4.4] [V3.4.5] [V3.4.6]',
    async (status, cacheControl, _what, act) => {
      const response = await act()
      expect(response.status).toBe(status)
      expectEnvelope(response)
      expect(response.headers.get('cache-control') ?? '').toBe(cacheControl)
    },
  )
})

describe('an answer is inert wherever a browser is made to put it', () => {
  const markup = '<script src=//evil.example></script>'
  test.each(['document', 'iframe', 'object', 'script', 'style', 'image'])('as %s [V3.2.1]', async (dest) => {
    const made = await ask('POST', '/v1/customers', { name: markup })
    const path = `/v1/customers/${((await made.json()) as { id: string }).id}`
    const from = { 'sec-fetch-dest': dest, 'sec-fetch-site': 'cross-site', accept: 'text/html,*/*' }
    const response = await ask('GET', path, undefined, from)
    expectEnvelope(response)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toMatchObject({ name: markup })
  })

  test('and what is to be kept is to be saved, not shown [V3.2.1]', async () => {
    const response = await ask('GET', '/v1/me/export', undefined, { 'sec-fetch-dest': 'document' })
    expect(response.status).toBe(200)
    expectEnvelope(response)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; /)
  })
})

test('a request id is ours and new, whatever the caller calls his request [V4.1.3]', async () => {
  const mine = '0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70'
  const [one, two] = await Promise.all(
    [1, 2].map(() => house.fetch('/livez', { headers: { 'x-request-id': mine } })),
  )
  const ids = [one, two].map((response) => response?.headers.get('x-request-id'))
  expect(new Set([mine, ...ids]).size).toBe(3)
})

describe('whoever is signed in may keep an answer, and must ask whether it still holds', () => {
  test.each(['/v1/me', '/v1/customers', '/v1/auth/sessions'])('%s', async (path) => {
    const first = await ask('GET', path)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"\w+"$/)
    expect(first.headers.get('vary')).toMatch(/Authorization, Cookie/)
    const again = await ask('GET', path, undefined, { 'if-none-match': etag })
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
  })

  test('and is answered anew once it does not', async () => {
    const etag = (await ask('GET', '/v1/customers')).headers.get('etag') ?? ''
    await ask('POST', '/v1/customers', { name: 'E' })
    const again = await ask('GET', '/v1/customers', undefined, { 'if-none-match': etag })
    expect(again.status).toBe(200)
    expect(again.headers.get('etag')).not.toBe(etag)
  })
})

describe('how long it took is told to admins alone', () => {
  test.each<[what: string, told: boolean, act: () => Promise<Response>]>([
    ['an admin', true, () => house.send('GET', '/v1/me', undefined, admin.token)],
    [
      'an admin who finds nothing',
      true,
      () => house.send('GET', `/v1/customers/${crypto.randomUUID()}`, undefined, admin.token),
    ],
    ['an auditor', false, () => house.send('GET', '/v1/me', undefined, auditor.token)],
    ['a member', false, () => ask('GET', '/v1/me')],
    ['a stranger', false, () => stranger('GET', '/livez')],
  ])('%s: %s', async (_what, told, act) => {
    const timing = (await act()).headers.get('server-timing')
    if (told) expect(timing).toMatch(/^total;dur=\d+(\.\d+)?$/)
    else expect(timing).toBeNull()
  })
})
