/** Lists against a model: whatever is asked, the pages put together are the filtered, sorted whole. */
import fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/core/ids.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

type Value = string | number | null
type Invoice = Readonly<Record<string, Value>>

const states = ['draft', 'issued', 'paid', 'void']
const days = ['2026-01-01', '2026-01-02', '2026-02-28']
const moments = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2026-03-01T12:00:00.500Z']
const totals = [-5, 0, 100, 100_000_000_000]

/** Few values for each field, so that most rows share most of them. */
const rowsOf = fc.array(
  fc.record({
    status: fc.constantFrom(...states),
    total: fc.constantFrom(...totals),
    dueOn: fc.constantFrom(...days, null),
    issuedAt: fc.constantFrom(...moments, null),
    createdAt: fc.constantFrom(...moments),
    numbered: fc.boolean(),
  }),
  { minLength: 1, maxLength: 60 },
)

const sortable = ['createdAt', 'total', 'number', 'dueOn']
const order = fc.uniqueArray(fc.record({ name: fc.constantFrom(...sortable), descending: fc.boolean() }), {
  maxLength: 3,
  selector: ({ name }) => name,
})

type Test = (row: Invoice) => boolean
const compared = (row: Invoice, name: string, by: (value: never) => boolean) => {
  const value = row[name]
  return value !== null && value !== undefined && by(value as never)
}
const filter: fc.Arbitrary<readonly [name: string, text: string, holds: Test]> = fc.oneof(
  fc.constantFrom(...states).map((s) => ['status', s, (row: Invoice) => row.status === s] as const),
  fc
    .subarray(states, { minLength: 1 })
    .map((some) => ['status[in]', some.join(), (row: Invoice) => some.includes(String(row.status))] as const),
  fc
    .constantFrom(...totals)
    .map(
      (n) =>
        ['total[gte]', String(n), (row: Invoice) => compared(row, 'total', (v: number) => v >= n)] as const,
    ),
  fc
    .constantFrom(...totals)
    .map(
      (n) =>
        ['total[lt]', String(n), (row: Invoice) => compared(row, 'total', (v: number) => v < n)] as const,
    ),
  fc
    .constantFrom(...days)
    .map((d) => ['dueOn[lte]', d, (row: Invoice) => compared(row, 'dueOn', (v: string) => v <= d)] as const),
  fc
    .constantFrom(...moments)
    .map(
      (m) => ['issuedAt[gt]', m, (row: Invoice) => compared(row, 'issuedAt', (v: string) => v > m)] as const,
    ),
  fc
    .constantFrom('2026-', '2026-00001', '2027')
    .map(
      (p) =>
        [
          'number[prefix]',
          p,
          (row: Invoice) => compared(row, 'number', (v: string) => v.startsWith(p)),
        ] as const,
    ),
)
const question = fc.record({
  order,
  filters: fc.uniqueArray(filter, { maxLength: 2, selector: ([name]) => name }),
  limit: fc.integer({ min: 1, max: 7 }),
})

/** A missing value is the greatest. */
function compare(a: Value, b: Value): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -1 : 1
}

function expected(rows: readonly Invoice[], { order, filters }: Question) {
  const keys = order.length > 0 ? order : [{ name: 'createdAt', descending: true }]
  const all = [...keys, { name: 'id', descending: keys.at(-1)?.descending ?? false }]
  return rows
    .filter((row) => filters.every(([, , holds]) => holds(row)))
    .sort((a, b) => {
      for (const { name, descending } of all) {
        const sign = compare(a[name] ?? null, b[name] ?? null)
        if (sign !== 0) return descending ? -sign : sign
      }
      return 0
    })
    .map(({ id }) => id)
}
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never

describe.skipIf(!postgresUrl)('pages', () => {
  let house: House
  let person: Person
  let customerId: string
  let database: Client

  beforeAll(async () => {
    house = await openHouse()
    person = await house.signIn()
    const made = await house.send('POST', '/v1/customers', { name: 'A' }, person.token)
    customerId = ((await made.json()) as { id: string }).id
    database = new Client(house.ownerUrl)
    await database.connect()
  })
  afterAll(async () => {
    await database?.end()
    await house?.close()
  })

  /** Straight into the table: a front door would not give two rows the same birthday. */
  async function store(rows: readonly Record<string, unknown>[]): Promise<Invoice[]> {
    const invoices = rows.map(({ numbered, ...row }, at) => ({
      ...row,
      id: uuidv7(),
      number: numbered ? `2026-${String((at * 7) % 60).padStart(6, '0')}` : null,
    }))
    await database.query('begin')
    await database.query(
      `select set_config('app.ctx', '{"actor_kind":"system","action":"test:store"}', true)`,
    )
    await database.query('delete from invoices')
    await database.query(
      `insert into invoices (id, owner_id, created_by, customer_id, currency, lines, subtotal, tax, total,
         number, status, due_on, issued_at, created_at)
       select (r->>'id')::uuid, $1::uuid, $1::uuid, $2, 'EUR', '[{"description":"Hour","quantity":1,"unitAmount":1,"taxRate":0}]', 0, 0, (r->>'total')::bigint,
         r->>'number', r->>'status', (r->>'dueOn')::date, (r->>'issuedAt')::timestamptz, (r->>'createdAt')::timestamptz
       from jsonb_array_elements($3::jsonb) r`,
      [person.id, customerId, JSON.stringify(invoices)],
    )
    await database.query('commit')
    return invoices as unknown as Invoice[]
  }

  /** All the pages, one after the other, and then the way back from the last. */
  async function asked({ order, filters, limit }: Question) {
    const query = new URLSearchParams({ limit: String(limit) })
    if (order.length > 0) query.set('sort', order.map((key) => (key.descending ? '-' : '') + key.name).join())
    for (const [name, text] of filters) query.set(name, text)
    const ids: string[] = []
    const sizes: number[] = []
    const backIds: string[] = []
    let path: string | undefined = `/v1/invoices?${query}`
    let back: string | null = null
    const ask = (one: string): Promise<Response> => house.send('GET', one, undefined, person.token)
    while (path) {
      const response = await ask(path)
      expect(response.status).toBe(200)
      const { data, page } = (await response.json()) as Page
      ids.push(...data.map(({ id }) => id))
      sizes.push(data.length)
      const link = response.headers.get('link')
      expect(page.hasMore).toBe(page.nextCursor !== null)
      expect(link === null).toBe(page.nextCursor === null)
      path = link === null ? undefined : /^<(.+)>; rel="next"$/.exec(link)?.[1]
      back = page.prevCursor
      if (!path) backIds.push(...data.map(({ id }) => id))
    }
    while (back) {
      query.set('cursor', back)
      const { data, page } = (await (await ask(`/v1/invoices?${query}`)).json()) as Page
      backIds.unshift(...data.map(({ id }) => id))
      back = page.prevCursor
    }
    return { ids, sizes, backIds }
  }

  test('put together are the whole, filtered and sorted, each row once', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        rowsOf,
        fc.array(question, { minLength: 8, maxLength: 8 }),
        async (rows, questions) => {
          const invoices = await store(rows)
          for (const one of questions) {
            const { ids, sizes, backIds } = await asked(one)
            expect(backIds).toEqual(ids)
            expect(ids).toEqual(expected(invoices, one))
            expect(sizes.slice(0, -1).every((size) => size === one.limit)).toBe(true)
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

interface Page {
  readonly data: readonly { readonly id: string }[]
  readonly page: {
    readonly nextCursor: string | null
    readonly prevCursor: string | null
    readonly hasMore: boolean
  }
}
