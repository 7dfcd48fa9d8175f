/** Every code of the closed list that can occur so far, each with its whole document. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ProblemCode, problems } from '../../src/core/errors.ts'
import { breaking, type Dependencies, secretOfTheInside } from '../support/breaking.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { problemOf } from './envelope.ts'

const health: Dependencies = { postgres: 'up', redis: 'up' }
const address = { count: 1_000_000, windowSeconds: 60 }
const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }
let house: House
let ada: Person
let customer: string
let issued: string

beforeAll(async () => {
  const rest = { count: 1_000_000, windowSeconds: 60 }
  const limits = { address, credential: rest, login: rest, mail: rest, payments: rest }
  house = await openHouse({ wrap: breaking(health), config: { limits } })
  ada = await house.signIn()
  const customerId = await idOf(ask('POST', '/v1/customers', { name: 'Ada' }))
  customer = `/v1/customers/${customerId}`
  issued = `/v1/invoices/${await idOf(ask('POST', '/v1/invoices', { customerId, currency: 'EUR', lines: [line] }))}`
  await ask('POST', `${issued}/issue`)
})
afterAll(() => house?.close())
beforeEach(() => {
  Object.assign(health, { postgres: 'up', redis: 'up' })
  address.count = 1_000_000
})

const idOf = async (sent: Promise<Response>) => ((await (await sent).json()) as { id: string }).id
const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  house.send(method, path, body, ada.token, headers)

interface Case {
  readonly act: () => Promise<Response>
  /** Members beside type, title, status, code and instance. */
  readonly more?: object
  readonly headers?: Readonly<Record<string, string>>
}

const version = { 'if-match': '"1"' }
const fault = (pointer: string, code: string, detail: string) => ({ pointer, code, detail })

const cases: Partial<Record<ProblemCode, Case>> = {
  malformed: {
    act: () => ask('POST', '/v1/customers', '{'),
    more: { detail: 'The body is not valid JSON.' },
  },
  'ambiguous-credentials': { act: () => ask('GET', '/v1/me', undefined, { cookie: '__Host-sid=x' }) },
  'invalid-cursor': { act: () => ask('GET', '/v1/customers?cursor=x') },
  unauthenticated: {
    act: () => house.send('GET', '/v1/me'),
    headers: { 'www-authenticate': 'Bearer' },
  },
  forbidden: {
    act: async () =>
      house.send('POST', '/v1/customers', { name: 'A' }, (await house.signIn('auditor')).token),
  },
  csrf: {
    act: () =>
      house.fetch('/v1/auth/logout', { method: 'POST', headers: { cookie: `__Host-sid=${ada.token}` } }),
  },
  'not-found': { act: () => ask('GET', `/v1/customers/${crypto.randomUUID()}`) },
  'method-not-allowed': {
    act: () => ask('PUT', '/v1/customers', {}),
    headers: { allow: 'HEAD, POST, GET, OPTIONS' },
  },
  conflict: {
    act: () => ask('PATCH', issued, { currency: 'USD' }, { 'if-match': '*' }),
    more: { detail: expect.any(String) },
  },
  'precondition-failed': {
    act: () => ask('PATCH', customer, { name: 'B' }, { 'if-match': '"7"' }),
    headers: { etag: '"1"' },
  },
  'too-large': {
    act: () => ask('POST', '/v1/customers', { notes: 'x'.repeat(300_000) }),
    more: { detail: 'A body may have at most 262144 bytes.' },
  },
  'unsupported-media-type': {
    act: () => ask('POST', '/v1/customers', '{}', { 'content-type': 'text/plain' }),
    more: { detail: 'Send application/json, encoded as UTF-8 and not compressed.' },
  },
  validation: {
    act: () => ask('PATCH', `${customer}?a=1`, { name: 7, extra: 1 }, version),
    more: {
      detail: '3 fields',
      errors: [
        fault('#/query', 'unknown_key', 'No key is known here.'),
        fault('#/name', 'invalid_type', 'Invalid input: expected string, received number'),
        fault('#', 'unknown_key', 'Only these are known here: name, email, taxId, address, notes.'),
      ],
    },
  },
  'idempotency-mismatch': {
    async act() {
      const key = { 'idempotency-key': crypto.randomUUID() }
      await ask('POST', '/v1/customers', { name: 'A' }, key)
      return ask('POST', '/v1/customers', { name: 'B' }, key)
    },
  },
  'precondition-required': { act: () => ask('PATCH', customer, { name: 'B' }) },
  'rate-limited': {
    act() {
      address.count = 0
      return ask('GET', customer)
    },
    headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) },
  },
  internal: {
    act() {
      health.postgres = 'wrong'
      return ask('GET', customer)
    },
  },
  unavailable: {
    act() {
      health.postgres = 'down'
      return ask('GET', customer)
    },
    more: { detail: 'A dependency cannot be reached. Please try again.' },
    headers: { 'retry-after': '1' },
  },
}

describe('a problem is told in one document, and no more', () => {
  test.each(Object.entries(cases))('%s', async (code, { act, more, headers = {} }) => {
    const response = await act()
    const { status, title } = problems[code as ProblemCode]
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(Object.fromEntries(response.headers)).toMatchObject(headers)
    expect(await response.json()).toEqual(problemOf(response, code, title, more))
  })
})

test.each<[what: string, body: object, errors: readonly object[]]>([
  [
    'what is absent is required, of whatever type',
    {},
    ['customerId', 'currency', 'lines'].map((name) => fault(`#/${name}`, 'required', 'Is required.')),
  ],
  [
    'also further in',
    { customerId: crypto.randomUUID(), currency: 'EUR', lines: [{ description: 'x', taxRate: 0 }] },
    ['quantity', 'unitAmount'].map((name) => fault(`#/lines/0/${name}`, 'required', 'Is required.')),
  ],
  [
    'null is not absent',
    { customerId: crypto.randomUUID(), currency: null, lines: [line] },
    [fault('#/currency', 'invalid_value', 'Must be a currency’s code (ISO 4217), such as EUR.')],
  ],
])('%s', async (_what, body, errors) => {
  const response = await ask('POST', '/v1/invoices', body)
  expect([response.status, await response.json()]).toMatchObject([422, { errors }])
})

test('the refusal of somebody we know stands in the audit log [V16.3.2]', async () => {
  const auditor = await house.signIn('auditor')
  const response = await house.send('POST', '/v1/customers', { name: 'A' }, auditor.token)
  const rows = await house.ports.database.query({
    text: 'select user_id, action, operation, entity, outcome from audit_logs where request_id = $1::uuid',
    params: [response.headers.get('x-request-id')],
  })
  const refused = { action: 'customers:create', operation: 'EVENT', entity: 'customers', outcome: 'denied' }
  expect(rows).toEqual([{ user_id: auditor.id, ...refused }])
})

test('a row that one may not see is told apart by nothing from one that does not exist [V8.2.2]', async () => {
  const stranger = await house.signIn()
  const seen = async (path: string) => {
    const response = await house.send('GET', path, undefined, stranger.token)
    const { instance: _, ...document } = (await response.json()) as Record<string, unknown>
    return { document, names: [...response.headers.keys()] }
  }
  expect(await seen(customer)).toEqual(await seen(`/v1/customers/${crypto.randomUUID()}`))
})

describe('what went wrong inside', () => {
  test.each<[Dependencies['postgres'], code: string, name: string]>([
    ['wrong', 'internal', 'TypeError'],
    ['down', 'unavailable', 'DatabaseError'],
  ])(
    '(%s) reaches the log as a class and frames, and neither answer nor log as words [V13.4.2] [V16.3.4] [V16.5.1]',
    async (kind, code, name) => {
      house.logged.length = 0
      health.postgres = kind
      const response = await ask('GET', customer)
      const logged = house.logged.find(({ action }) => action === 'http.failure')
      expect(logged).toMatchObject({
        code,
        error: { name },
        request_id: response.headers.get('x-request-id'),
      })
      expect(logged?.error?.frames?.length).toBeGreaterThan(0)
      const all = JSON.stringify([await response.text(), [...response.headers], house.logged])
      for (const word of [...secretOfTheInside.split(' '), 'SELECT', 'select '])
        expect(all).not.toContain(word)
    },
  )

  test('also while a refusal is being recorded', async () => {
    const { token } = await house.signIn('auditor')
    await house.send('GET', '/v1/me', undefined, token)
    await house.settle()
    health.postgres = 'down'
    expect((await house.send('POST', '/v1/customers', { name: 'A' }, token)).status).toBe(503)
  })
})

test('the list is closed: no other code is thrown, no other document is made [V16.5.1]', () => {
  const src = new URL('../../src/', import.meta.url)
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
  const thrown = files.flatMap((file) => {
    const text = readFileSync(new URL(file, src), 'utf8')
    const made = /'content-type': 'application\/problem\+json'/.test(text) ? [file] : []
    return [...text.matchAll(/new AppError\(\s*'([\w-]+)'/g)].map(([, code]) => code).concat(made)
  })
  const known: string[] = [...Object.keys(problems), 'gateway/problem.ts']
  expect(thrown.length).toBeGreaterThan(10)
  expect(thrown.filter((code) => !known.includes(code ?? ''))).toEqual([])
})
