/** Customers: what tells where a person lives and how to reach him rests encrypted, everywhere. */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeyRing } from '../../src/core/keys.ts'
import { type House, openHouse, type Person, testKeys } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

let house: House
let ada: Person
let keys: KeyRing = testKeys()
beforeAll(async () => {
  house = await openHouse({
    wrap: (ports) => ({
      ...ports,
      config: {
        ...ports.config,
        get keys() {
          return keys
        },
      },
    }),
  })
  ada = await house.signIn()
})
afterAll(() => house?.close())

type Customer = Record<string, unknown> & { id: string }
const address = { line1: 'Hafenstraße 7', city: 'Kiel', postalCode: '24103', country: 'DE' }
const secrets = { email: 'grete.hansen@example.com', taxId: 'DE-999-888-777', address }

async function create(body: object, headers = {}): Promise<Customer> {
  const response = await house.send('POST', '/v1/customers', body, ada.token, headers)
  expect(response.status).toBe(201)
  return (await response.json()) as Customer
}
const read = async (path: string) =>
  (await (await house.send('GET', path, undefined, ada.token)).json()) as never

describe('a customer', () => {
  test('needs a name, and nothing else', async () => {
    const customer = await create({ name: 'Kelp' })
    expect(customer).toEqual({
      id: expect.any(String),
      name: 'Kelp',
      email: null,
      taxId: null,
      address: null,
      notes: null,
      version: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: expect.any(String),
      createdBy: ada.id,
    })
  })

  test('comes back as it was sent, by itself and in a list', async () => {
    const full = {
      name: 'Grete',
      ...secrets,
      address: { ...address, line2: 'Hof', region: 'SH' },
      notes: 'a\nb',
    }
    const customer = await create(full)
    expect(customer).toMatchObject(full)
    expect(await read(`/v1/customers/${customer.id}`)).toEqual(customer)
    expect(await read('/v1/customers?limit=1')).toMatchObject({ data: [customer] })
  })

  test('is found under the address it has now, not under the one it had', async () => {
    const { id } = await create({ name: 'Moves', email: 'before@example.com' })
    const change = (email: string | null, version: number) =>
      house.send('PATCH', `/v1/customers/${id}`, { email }, ada.token, { 'if-match': `"${version}"` })
    const found = async (email: string) =>
      ((await read(`/v1/customers?email=${encodeURIComponent(email)}`)) as { data: unknown[] }).data.length
    expect(await found('BEFORE@example.com')).toBe(1)
    expect((await change('after@example.com', 1)).status).toBe(200)
    expect([await found('before@example.com'), await found('after@example.com')]).toEqual([0, 1])
    expect((await change(null, 2)).status).toBe(200)
    expect(await found('after@example.com')).toBe(0)
  })

  test.each<[what: string, body: object, pointer: string]>([
    ['nothing', {}, '#/name'],
    ['an empty name', { name: ' ' }, '#/name'],
    ['a long name', { name: 'x'.repeat(201) }, '#/name'],
    ['a name with NUL', { name: 'a\0b' }, '#/name'],
    ['half a letter', { name: '\ud800' }, '#/name'],
    ['an address that is none', { name: 'A', email: 'a@' }, '#/email'],
    ['a look-alike', { name: 'A', email: 'а@example.com' }, '#/email'],
    ['a country that is none', { name: 'A', address: { ...address, country: 'XX' } }, '#/address/country'],
    [
      'a country in small letters',
      { name: 'A', address: { ...address, country: 'de' } },
      '#/address/country',
    ],
    ['half an address', { name: 'A', address: { line1: 'x' } }, '#/address/city'],
    ['too much of an address', { name: 'A', address: { ...address, planet: 'Earth' } }, '#/address'],
    ['an index of one’s own', { name: 'A', emailIndex: 'x' }, '#'],
  ])('is not made of %s', async (_what, body, pointer) => {
    const response = await house.send('POST', '/v1/customers', body, ada.token)
    expect(response.status).toBe(422)
    const { errors } = (await response.json()) as { errors: { pointer: string }[] }
    expect(errors.map((fault) => fault.pointer)).toContain(pointer)
  })
})

describe('a part of an address', () => {
  type Patch = (body: object, headers?: Record<string, string>) => Promise<Response>
  const merge = { 'content-type': 'application/merge-patch+json' }
  const made = async (body: object): Promise<[Customer, Patch]> => {
    const customer = await create({ name: 'Moves', email: 'moves@example.com', ...body })
    const path = `/v1/customers/${customer.id}`
    return [
      customer,
      (part, headers = {}) =>
        house.send('PATCH', path, { address: part }, ada.token, { 'if-match': '*', ...merge, ...headers }),
    ]
  }
  const whole = { ...address, line2: 'Hof', region: 'SH' }
  const inOrder = ['line1', 'line2', 'city', 'region', 'postalCode', 'country']

  test.each<[what: string, part: object, becomes: object]>([
    ['is changed, and the rest stays', { city: 'Husum' }, { ...whole, city: 'Husum' }],
    ['that is null is removed', { line2: null, region: null }, address],
    [
      'is removed and another changed',
      { line2: null, line1: 'Am Kai 1' },
      { ...address, line1: 'Am Kai 1', region: 'SH' },
    ],
    ['is kept where all that is required is sent', address, whole],
    ['is read as it is anywhere', { city: ' Husum ' }, { ...whole, city: 'Husum' }],
    ['may be none', {}, whole],
  ])('%s', async (_what, part, becomes) => {
    for (const type of [merge, { 'content-type': 'application/json' }]) {
      const [customer, patch] = await made({ address: whole })
      const response = await patch(part, { 'if-match': '"1"', ...type })
      expect([response.status, response.headers.get('etag')]).toEqual([200, '"2"'])
      const { updatedAt: _, ...stays } = customer
      expect(await response.json()).toMatchObject({ ...stays, address: becomes, version: 2 })
      const kept = (await read(`/v1/customers/${customer.id}`)) as Customer
      expect(JSON.stringify(kept.address)).toBe(JSON.stringify(becomes, inOrder))
    }
  })

  test('makes an address of none where nothing is missing', async () => {
    const [, patch] = await made({})
    expect(await (await patch({ ...address, line2: null })).json()).toMatchObject({ address })
  })

  test.each<[what: string, body: object, part: object, errors: readonly [pointer: string, code: string][]]>([
    ['that is required is not removed', { address: whole }, { city: null }, [['#/address/city', 'required']]],
    [
      'is no address',
      {},
      { city: 'Kiel', line1: 'x' },
      [
        ['#/address/postalCode', 'required'],
        ['#/address/country', 'required'],
      ],
    ],
    ['must be one', { address: whole }, { country: 'de' }, [['#/address/country', 'invalid_value']]],
    ['must be known', { address: whole }, { planet: 'Earth' }, [['#/address', 'unknown_key']]],
  ])('%s', async (_what, body, part, errors) => {
    const [customer, patch] = await made(body)
    const response = await patch(part)
    const told = ((await response.json()) as { errors: { pointer: string; code: string }[] }).errors
    expect([response.status, told.map(({ pointer, code }) => [pointer, code])]).toEqual([422, errors])
    expect(await read(`/v1/customers/${customer.id}`)).toEqual(customer)
  })

  test('is not changed on a version that is stale, nor where there is nothing', async () => {
    const [customer, patch] = await made({ address: whole })
    const stale = await patch({ city: 'Husum' }, { 'if-match': '"7"' })
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, '"1"'])
    const path = `/v1/customers/${crypto.randomUUID()}`
    const missing = await house.send('PATCH', path, { address: { city: 'x' } }, ada.token, {
      'if-match': '*',
    })
    expect(missing.status).toBe(404)
    expect(await read(`/v1/customers/${customer.id}`)).toEqual(customer)
  })

  test('is changed by one of many who bring the same version, and none is lost', async () => {
    const [customer, patch] = await made({ address: whole })
    const cities = Array.from({ length: 8 }, (_, at) => `City ${at}`)
    const answers = await Promise.all(cities.map((city) => patch({ city }, { 'if-match': '"1"' })))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, ...Array(7).fill(412)])
    expect(await read(`/v1/customers/${customer.id}`)).toMatchObject({ version: 2 })
  })

  test.each(['"1"', '*'])(
    'is changed once by a retry, which hears the first answer: If-Match %s',
    async (tag) => {
      const [customer, patch] = await made({ address: whole })
      const headers = { 'if-match': tag, 'idempotency-key': crypto.randomUUID() }
      const first = await patch({ line2: null }, headers)
      const again = await patch({ line2: null }, headers)
      expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([
        200,
        200,
        'true',
      ])
      expect(await again.text()).toBe(await first.text())
      expect(await read(`/v1/customers/${customer.id}`)).toMatchObject({ version: 2 })
    },
  )
})

test('rotated keys: what the old one sealed is read and found, what is written takes the new one', async () => {
  const { id } = await create({ name: 'Old', email: 'rotated@example.com' })
  const before = keys
  const fresh = { kid: 'n1', bytes: new Uint8Array(randomBytes(32)) }
  keys = { ...before, field: [fresh, ...before.field] }
  expect(await read(`/v1/customers/${id}`)).toMatchObject({ email: 'rotated@example.com' })
  const another = await create({ name: 'New', email: 'rotated@example.com' })
  expect(await read('/v1/customers?email=rotated@example.com')).toMatchObject({
    data: [{ id: another.id }, { id }],
  })
  keys = { ...before, field: [fresh] }
  expect((await house.send('GET', `/v1/customers/${id}`, undefined, ada.token)).status).toBe(500)
  keys = before
})

describe.skipIf(!postgresUrl)('at rest', () => {
  let database: Client
  beforeAll(async () => {
    database = new Client(house.ownerUrl)
    await database.connect()
  })
  afterAll(() => database?.end())

  test('no table holds a sensitive value, not even where answers wait for a retry [V14.2.4]', async () => {
    const headers = () => ({ 'idempotency-key': crypto.randomUUID() })
    const { id } = await create({ name: 'Grete Positive Control', ...secrets }, headers())
    await house.send('PATCH', `/v1/customers/${id}`, { taxId: 'DE-111-222-333' }, ada.token, {
      'if-match': '"1"',
      ...headers(),
    })
    const { rows: tables } = await database.query(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const held: string[] = []
    let controls = 0
    for (const { name } of tables) {
      const { rows } = await database.query(`select to_jsonb(t)::text as text from ${name} t`)
      for (const { text } of rows) {
        if (text.includes('Grete Positive Control')) controls++
        for (const secret of ['grete.hansen', 'DE-999-888-777', 'DE-111-222-333', 'Hafenstra', '24103'])
          if (text.includes(secret)) held.push(`${name}: ${secret}`)
      }
    }
    expect(held).toEqual([])
    // The row, the stored answers and the audit record hold the name: the search does find what is there.
    expect(controls).toBeGreaterThanOrEqual(3)
  })

  test('the log says that a sensitive field changed, and nothing of what it holds', async () => {
    const { id } = await create({ name: 'Logged', ...secrets })
    await house.send(
      'PATCH',
      `/v1/customers/${id}`,
      { name: 'Renamed', email: 'x@example.com', notes: 'n' },
      ada.token,
      {
        'if-match': '"1"',
      },
    )
    const { rows } = await database.query(
      'select operation, action, user_id, details from audit_logs where entity = $1 and entity_id = $2 order by id',
      ['customers', id],
    )
    expect(rows).toMatchObject([
      { operation: 'INSERT', action: 'customers:create', user_id: ada.id },
      {
        operation: 'UPDATE',
        action: 'customers:update',
        details: { old: { name: 'Logged' }, new: { name: 'Renamed' } },
      },
    ])
    expect([...rows[1].details.redacted].sort()).toEqual(['email', 'email_index', 'notes'])
    for (const { details } of rows)
      for (const column of ['email', 'email_index', 'tax_id', 'address', 'notes'])
        expect({ ...details.old, ...details.new }).not.toHaveProperty(column)
  })
})
