/** Cached rows: never another's, never an old one, never what is sensitive. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tombstone } from '../../src/ports/cache.ts'
import { readThrough, rowKey } from '../../src/store/cache.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { redisUrl } from '../support/servers.ts'

let house: House
let ada: Person
let bob: Person
let customerId: string
let queries: string[] = []
beforeAll(async () => {
  house = await openHouse({
    redisUrl,
    wrap: (ports) => ({
      ...ports,
      database: {
        ...ports.database,
        query: (statement, options) => {
          if (/from "(invoices|customers)"/.test(statement.text)) queries.push(statement.text)
          return ports.database.query(statement, options)
        },
      },
    }),
  })
  ada = await house.signIn()
  bob = await house.signIn()
  customerId = (
    (await (await house.send('POST', '/v1/customers', { name: 'A', notes: 'n' }, ada.token)).json()) as {
      id: string
    }
  ).id
})
afterAll(() => house?.close())

async function draft(): Promise<string> {
  const lines = [{ description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }]
  const response = await house.send('POST', '/v1/invoices', { customerId, currency: 'EUR', lines }, ada.token)
  return ((await response.json()) as { id: string }).id
}

/** Reads, and says how many statements that took. */
async function read(id: string, person = ada, headers: Record<string, string> = {}) {
  queries = []
  const response = await house.send('GET', `/v1/invoices/${id}`, undefined, person.token, headers)
  const text = await response.text()
  await house.settle()
  return { status: response.status, text, tag: response.headers.get('etag'), statements: queries.length }
}
const stands = async (key: string) => (await house.ports.cache.get([key]))[0]

describe('a cached read', () => {
  test('answers as the first did, without the database', async () => {
    const id = await draft()
    const first = await read(id)
    const second = await read(id)
    expect([first.statements, second.statements]).toEqual([1, 0])
    expect({ ...second, statements: 1 }).toEqual(first)
    expect(await read(id, ada, { 'if-none-match': '"1"' })).toMatchObject({
      status: 304,
      text: '',
      statements: 0,
    })
  })

  test('is nobody else’s, and a stranger’s read leaves nothing [V14.2.2]', async () => {
    const id = await draft()
    expect(await read(id, bob)).toMatchObject({ status: 404, statements: 1 })
    expect(await stands(rowKey('invoices', id))).toBeNull()
    await read(id)
    expect(await read(id, bob)).toMatchObject({ status: 404, statements: 0, tag: null })
  })

  test.each<[what: string, method: string, path: string, status: number]>([
    ['a change', 'PATCH', '', 200],
    ['an action', 'POST', '/issue', 200],
    ['a removal', 'DELETE', '', 204],
  ])('never shows what was before %s', async (_what, method, path, status) => {
    const id = await draft()
    await read(id)
    const body = method === 'PATCH' ? { notes: 'new' } : undefined
    const change = await house.send(method, `/v1/invoices/${id}${path}`, body, ada.token, {
      'if-match': '"1"',
    })
    expect(change.status).toBe(status)
    expect(await stands(rowKey('invoices', id))).toBe(tombstone)
    const after = await read(id)
    expect([after.status, after.tag]).toEqual(status === 204 ? [404, null] : [200, '"2"'])
    // A tombstone is never lifted: it expires.
    expect(await stands(rowKey('invoices', id))).toBe(tombstone)
  })

  test('holds nothing of an entity with sensitive fields [V14.2.2]', async () => {
    const response = await house.send('GET', `/v1/customers/${customerId}`, undefined, ada.token)
    expect(response.status).toBe(200)
    await house.settle()
    expect(await stands(rowKey('customers', customerId))).toBeNull()
  })

  test('reads the row again where the cache holds what is no row', async () => {
    const id = await draft()
    await house.ports.cache.fill(rowKey('invoices', id), '{"broken', 60)
    expect(await read(id)).toMatchObject({ status: 200, statements: 1 })
  })
})

describe('a fill', () => {
  test.each<[what: string, mayFill: boolean, tookMs: number, filled: number]>([
    ['is made', true, 100, 1],
    ['is not made where a tombstone stood', false, 100, 0],
    ['is not made by a reader that was slow', true, 3000, 0],
  ])('%s', async (_what, mayFill, tookMs, filled) => {
    const fills: string[] = []
    const tasks: (() => Promise<unknown>)[] = []
    const cache = { ...house.ports.cache, fill: async (key: string) => void fills.push(key) }
    let passed = 0
    const ports = { ...house.ports, cache, clock: { ...house.ports.clock, monotonic: () => passed } }
    const call = { mayFill, ports, later: (task: () => Promise<unknown>) => void tasks.push(task) }
    await readThrough(call, 'row:x:1', async () => {
      passed += tookMs
      return { owner: 'o', version: 1, json: '{}' }
    })
    for (const task of tasks) await task()
    expect(fills).toHaveLength(filled)
  })
})
