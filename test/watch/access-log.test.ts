/** The access log, as it leaves the process: one line a request, of fields that are named, with nothing that was sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { jsonLog } from '../../src/drivers/log/json.ts'
import { type House, openHouse, type Person } from '../support/house.ts'

const lines: string[] = []
let house: House
let ada: Person

beforeAll(async () => {
  const log = jsonLog({ service: 'holdfast', write: (line) => void lines.push(line), now: () => Date.now() })
  house = await openHouse({ wrap: (ports) => ({ ...ports, log }) })
  ada = await house.signIn()
})
afterAll(() => house?.close())
beforeEach(() => {
  lines.length = 0
})

const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>)

test('one line a request says who did what, from where, and what came of it [V16.2.1]', async () => {
  const response = await house.fetch('/v1/me?', {
    headers: { authorization: `Bearer ${ada.token}`, 'user-agent': 'kelp/1', 'x-request-id': 'mine-1' },
    address: '192.0.2.1',
  })
  expect(logged()).toEqual([
    {
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      service: 'holdfast',
      action: 'me:show',
      result: 'success',
      user_id: ada.id,
      session_id: ada.sessionId,
      ip_address: '192.0.2.1',
      user_agent: 'kelp/1',
      request_id: response.headers.get('x-request-id'),
      client_request_id: 'mine-1',
      method: 'GET',
      route: '/v1/me',
      status: 200,
      duration_ms: expect.any(Number),
    },
  ])
})

describe('every request is one line', () => {
  test.each<[what: string, line: object, act: () => Promise<Response>]>([
    [
      'a stranger',
      { action: 'me:show', result: 'denied', status: 401, level: 'info' },
      () => house.fetch('/v1/me'),
    ],
    [
      'no such path',
      { action: 'http.unrouted', result: 'denied', status: 404 },
      () => house.fetch('/secret-path'),
    ],
    [
      'no such method',
      { action: 'http.unrouted', status: 405 },
      () => house.fetch('/v1/me', { method: 'PUT' }),
    ],
    [
      'options',
      { action: 'http.unrouted', result: 'success', status: 204 },
      () => house.fetch('/v1/me', { method: 'OPTIONS' }),
    ],
    [
      'a head',
      { action: 'system:livez', method: 'HEAD', status: 200 },
      () => house.fetch('/livez', { method: 'HEAD' }),
    ],
    [
      'a fault',
      { action: 'customers:create', result: 'denied', status: 422 },
      () => house.send('POST', '/v1/customers', {}, ada.token),
    ],
    [
      'no news',
      { action: 'me:show', result: 'success', status: 304 },
      () => house.send('GET', '/v1/me', undefined, ada.token, { 'if-none-match': '*' }),
    ],
  ])('%s', async (_what, line, act) => {
    await act()
    expect(logged()).toHaveLength(1)
    expect(logged()[0]).toMatchObject(line)
  })
})

describe('the caller’s own id is kept, and cannot break the line', () => {
  test.each([
    ['abc-123_x.y:z', 'abc-123_x.y:z'],
    ['a b"c\\d{e}', 'abcde'],
    ['<script>', 'script'],
    ['x'.repeat(300), 'x'.repeat(64)],
    ['é\u00ff', undefined],
    ['', undefined],
  ])('%s', async (sent, kept) => {
    await house.fetch('/livez', { headers: { 'x-request-id': sent } })
    expect(logged()[0]?.client_request_id).toBe(kept)
  })

  test('nor can what he calls himself [V16.4.1]', async () => {
    await house.fetch('/livez', { headers: { 'user-agent': `a"b\u00e9${'x'.repeat(400)}` } })
    expect(logged()[0]?.user_agent).toMatch(/^a"bx{253}$/)
  })
})

test('nothing that was sent is in any line: no token, address, body, query, path or cookie [V16.2.5]', async () => {
  const secrets = {
    token: mint('s').token,
    verification: mint('v').token,
    email: 'canary-mail@example.com',
    password: 'canary password of the sea',
    text: 'canary-text',
    id: crypto.randomUUID(),
  }
  const json = { 'content-type': 'application/json' }
  const login = { email: secrets.email, password: secrets.password }
  const send = (method: string, path: string, body?: object) => house.send(method, path, body, ada.token)
  await house.send('POST', '/v1/auth/register', { ...login, name: secrets.text })
  await house.send('POST', '/v1/auth/login', login)
  await house.send('POST', '/v1/auth/verify-email', { token: secrets.verification })
  await house.fetch(`/verify-email?token=${secrets.verification}`)
  await house.fetch(`/v1/customers/${secrets.id}?q=${secrets.text}`, {
    headers: { authorization: `Bearer ${secrets.token}` },
  })
  await house.fetch('/v1/me', { headers: { cookie: `__Host-sid=${secrets.token}; other=${secrets.text}` } })
  await send('GET', `/v1/customers/${secrets.id}`)
  await send('GET', `/v1/customers?email=${secrets.email}&name=${secrets.text}`)
  await send('POST', '/v1/customers', { name: secrets.text, email: secrets.email })
  await send('POST', '/v1/customers', { [secrets.text]: secrets.text })
  await house.fetch(`/${secrets.text}`, { method: 'POST', headers: json, body: secrets.text })
  await house.fetch('/v1/customers', { method: 'POST', headers: json, body: `{"${secrets.text}` })
  await house.settle()
  expect(lines.length).toBeGreaterThanOrEqual(12)
  const all = lines.join('\n')
  for (const secret of [...Object.values(secrets), ada.token, ada.email, 'canary'])
    expect(all).not.toContain(secret)
})
