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
      get config() {
        return { ...ports.config, keys }
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

  test('no table holds a sensitive value, not even where answers wait for a retry', async () => {
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
