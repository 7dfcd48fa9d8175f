/** Bulk: a hundred changes are one, and one that cannot be done stops them all; and what was deleted comes back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/core/ids.ts'
import { type House, type Json, openHouse, type Person } from '../support/house.ts'

let house: House
let ada: Person
let bob: Person
let customerId: string
beforeAll(async () => {
  house = await openHouse({ maxConnections: 16 })
  ada = await house.signIn()
  bob = await house.signIn()
  customerId = await made('/v1/customers', { name: 'A' })
})
afterAll(() => house?.close())

const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }
const invoice = (more: object = {}) => ({ customerId, currency: 'EUR', lines: [line], ...more })
const made = async (path: string, body: object, person = ada): Promise<string> =>
  (await house.call('POST', path, body, person.token)).body.id
const bulk = (operations: unknown, headers = {}, entity = 'invoices') =>
  house.call('POST', `/v1/${entity}/bulk`, { operations }, ada.token, headers)
const read = async (id: string): Promise<Json> =>
  (await house.call('GET', `/v1/invoices/${id}`, undefined, ada.token)).body
const count = async (what: string) =>
  (await house.rows(`select count(*)::int as n from ${what}`))[0]?.n as number

describe('bulk', () => {
  test('does all of it in one transaction, and tells what came of each where it stood', async () => {
    const [changed = '', gone = ''] = [
      await made('/v1/invoices', invoice()),
      await made('/v1/invoices', invoice()),
    ]
    const before = await count(`audit_logs where entity = 'invoices'`)
    const { status, body } = await bulk([
      { op: 'delete', id: gone, version: 1 },
      { op: 'create', data: invoice({ notes: 'new' }) },
      { op: 'update', id: changed, version: 1, data: { lines: [{ ...line, quantity: 3 }] } },
    ])
    expect([status, body.results.map(({ op, version }: Json) => [op, version])]).toEqual([
      200,
      [
        ['delete', 2],
        ['create', 1],
        ['update', 2],
      ],
    ])
    expect(body.results[0]).toEqual({ op: 'delete', id: gone, version: 2 })
    expect(body.results[1].data).toMatchObject({
      notes: 'new',
      total: 100,
      status: 'draft',
      createdBy: ada.id,
    })
    expect(await read(body.results[1].id)).toEqual(body.results[1].data)
    expect(await read(changed)).toMatchObject({ total: 300, version: 2 })
    expect((await read(gone)).code).toBe('not-found')
    expect(await count(`audit_logs where entity = 'invoices'`)).toBe(before + 3)
    const events = await house.rows(
      `select payload->>'type' as type from outbox where topic = 'event' and payload->>'id' in ($1, $2) order by id`,
      ...[changed, gone],
    )
    expect(
      events
        .map(({ type }) => type)
        .slice(2)
        .sort(),
    ).toEqual(['invoices.deleted', 'invoices.updated'])
  })

  test('a hundred at once; one more is refused', async () => {
    const many = (n: number) =>
      Array.from({ length: n }, (_, at) => ({ op: 'create', data: { name: `C${at}` } }))
    const { status, body } = await bulk(many(100), {}, 'customers')
    expect([status, body.results.map(({ data }: Json) => data.name)]).toEqual([
      200,
      many(100).map(({ data }) => data.name),
    ])
    expect((await bulk(many(101), {}, 'customers')).status).toBe(422)
    expect((await bulk([], {}, 'customers')).status).toBe(422)
  })

  test.each<[what: string, wrong: () => Promise<object>, status: number, pointer: string, code: string]>([
    [
      'names nothing',
      async () => ({ op: 'update', id: uuidv7(), version: 1, data: {} }),
      404,
      '/id',
      'not_found',
    ],
    [
      'names a stranger’s row',
      async () => {
        const theirs = await made('/v1/customers', { name: 'B' }, bob)
        const id = await made('/v1/invoices', { ...invoice(), customerId: theirs }, bob)
        return { op: 'delete', id, version: 1 }
      },
      404,
      '/id',
      'not_found',
    ],
    [
      'has another version',
      async () => ({ op: 'delete', id: await made('/v1/invoices', invoice()), version: 7 }),
      412,
      '/version',
      'stale',
    ],
    [
      'meets a wrong state',
      async () => {
        const id = await made('/v1/invoices', invoice())
        await house.call('POST', `/v1/invoices/${id}/issue`, undefined, ada.token)
        return { op: 'update', id, version: 2, data: { notes: 'x' } }
      },
      409,
      '',
      'wrong_state',
    ],
    [
      'refers to nothing',
      async () => ({ op: 'create', data: invoice({ customerId: uuidv7() }) }),
      422,
      '/data/customerId',
      'unknown_reference',
    ],
    [
      'adds up to too much',
      async () => ({ op: 'create', data: invoice({ lines: [{ ...line, unitAmount: 2 ** 53 - 1 }, line] }) }),
      422,
      '/data/lines',
      'too_big',
    ],
    [
      'is not well-formed',
      async () => ({ op: 'create', data: invoice({ currency: 'EURO' }) }),
      422,
      '/data/currency',
      'invalid_value',
    ],
    [
      'sends a reserved column',
      async () => ({ op: 'create', data: invoice({ status: 'paid' }) }),
      422,
      '/data',
      'unknown_key',
    ],
    ['lacks its version', async () => ({ op: 'delete', id: uuidv7() }), 422, '/version', 'required'],
    ['is of no kind', async () => ({ op: 'upsert', data: {} }), 422, '/op', 'invalid_union'],
  ])('one operation that %s stops all of them, and is named', async (_what, wrong, status, at, code) => {
    const id = await made('/v1/invoices', invoice())
    const one = await wrong()
    const before = [await count('invoices'), await count('audit_logs'), await count('outbox')]
    const answer = await bulk([
      { op: 'update', id, version: 1, data: { notes: 'must not stay' } },
      { op: 'create', data: invoice() },
      one,
    ])
    expect([answer.status, answer.body.errors]).toEqual([
      status,
      [{ pointer: `#/operations/2${at}`, code, detail: expect.any(String) }],
    ])
    expect([await count('invoices'), await count('audit_logs'), await count('outbox')]).toEqual(before)
    expect(await read(id)).toMatchObject({ notes: null, version: 1 })
  })

  test('tells everything that is wrong, and not only the first', async () => {
    const stale = await made('/v1/invoices', invoice())
    const { status, body } = await bulk([
      { op: 'delete', id: stale, version: 9 },
      { op: 'delete', id: uuidv7(), version: 1 },
      { op: 'create', data: invoice() },
    ])
    expect([status, body.code, body.detail]).toEqual([412, 'precondition-failed', '2 operations'])
    expect(body.errors.map(({ pointer }: Json) => pointer)).toEqual([
      '#/operations/0/version',
      '#/operations/1/id',
    ])
  })

  test('a row is named once', async () => {
    const id = await made('/v1/invoices', invoice())
    const { status, body } = await bulk([
      { op: 'update', id, version: 1, data: { notes: 'x' } },
      { op: 'delete', id, version: 2 },
    ])
    expect([status, body.errors[0].pointer, body.errors[0].code]).toEqual([
      422,
      '#/operations/1/id',
      'duplicate',
    ])
  })

  test('a part of a field changes that part, in rows whose version was read', async () => {
    const address = { line1: '1 Quay', city: 'Oban', postalCode: 'PA34', country: 'GB' }
    const [one = '', two = ''] = [
      await made('/v1/customers', { name: 'A', address }),
      await made('/v1/customers', { name: 'B', address }),
    ]
    const { status, body } = await bulk(
      [one, two].map((id) => ({ op: 'update', id, version: 1, data: { address: { city: 'Leith' } } })),
      {},
      'customers',
    )
    expect([status, body.results.map(({ data }: Json) => data.address)]).toEqual([
      200,
      Array(2).fill({ ...address, city: 'Leith' }),
    ])
    const again = await bulk(
      [{ op: 'update', id: one, version: 1, data: { address: { city: 'X' } } }],
      {},
      'customers',
    )
    expect([again.status, again.body.errors[0].code]).toEqual([412, 'stale'])
    const lacking = await made('/v1/customers', { name: 'C' })
    const partial = await bulk(
      [{ op: 'update', id: lacking, version: 1, data: { address: { city: 'X' } } }],
      {},
      'customers',
    )
    expect([partial.status, partial.body.errors[0].pointer]).toEqual([
      422,
      '#/operations/0/data/address/line1',
    ])
  })

  test('sent again with its key, it is done once and told again as it was', async () => {
    const headers = { 'idempotency-key': uuidv7() }
    const operations = [
      { op: 'create', data: invoice({ notes: 'once' }) },
      { op: 'create', data: invoice() },
    ]
    const before = await count('invoices')
    const told = await Promise.all([1, 2, 3, 4].map(() => bulk(operations, headers)))
    const done = told.filter(({ status }) => status === 200)
    expect(done.length).toBeGreaterThan(0)
    expect(new Set(done.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(await count('invoices')).toBe(before + 2)
    const again = await bulk(operations, headers)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
  })

  test('two that change the same rows in opposite order do not wait for each other for ever', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => made('/v1/invoices', invoice())))
    const change = (order: string[]) =>
      bulk(order.map((id) => ({ op: 'update', id, version: 1, data: { notes: 'x' } })))
    const answers = await Promise.all([
      change(ids),
      change([...ids].reverse()),
      change(ids),
      change([...ids].reverse()),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412])
  })

  test('can be tried, and leaves nothing', async () => {
    const before = [await count('invoices'), await count('outbox')]
    const { status, body } = await bulk([{ op: 'create', data: invoice() }], { prefer: 'tx=rollback' })
    expect([status, body.results[0].data.total]).toEqual([200, 100])
    expect([await count('invoices'), await count('outbox')]).toEqual(before)
  })
})

describe('restore', () => {
  const act = (id: string, headers = {}, person = ada) =>
    house.call('POST', `/v1/invoices/${id}/restore`, undefined, person.token, headers)
  const deleted = async () => {
    const id = await made('/v1/invoices', invoice({ notes: 'kept' }))
    await house.call('DELETE', `/v1/invoices/${id}`, undefined, ada.token, { 'if-match': '"1"' })
    return id
  }

  test('brings back what was deleted, as it was, with a version of its own', async () => {
    const id = await deleted()
    const { status, body, headers } = await act(id)
    expect([status, headers.get('etag'), body.notes]).toEqual([200, '"3"', 'kept'])
    expect(await read(id)).toEqual(body)
    const { body: history } = await house.call('GET', `/v1/invoices/${id}/history`, undefined, ada.token)
    expect(history.data.map(({ action }: Json) => action)).toEqual([
      'invoices:restore',
      'invoices:delete',
      'invoices:create',
    ])
  })

  test('refuses what is not deleted, a version that is not that of the deletion, and a stranger', async () => {
    const id = await deleted()
    expect((await act(id, { 'if-match': '"1"' })).status).toBe(412)
    expect((await act(id, {}, bob)).status).toBe(404)
    expect((await act(uuidv7())).status).toBe(404)
    expect((await act(id, { 'if-match': '"2"' })).status).toBe(200)
    const again = await act(id)
    expect([again.status, again.body.detail]).toEqual([409, 'It is not deleted.'])
  })
})
