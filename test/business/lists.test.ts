/** What a list gives beyond its rows: words to look for, rows that come along, the way back, and how many there are. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { counting } from '../support/counting.ts'
import { type House, type Json, openHouse, type Person } from '../support/house.ts'

let house: House
let ada: Person
let bob: Person
const trips = { redis: 0, postgres: 0 }
beforeAll(async () => {
  house = await openHouse({ wrap: counting(trips) })
  ada = await house.signIn()
  bob = await house.signIn()
})
afterAll(() => house?.close())

const line = { description: 'Hour', quantity: 1, unitAmount: 1000, taxRate: 0 }
const get = (path: string, person = ada, headers = {}) =>
  house.call('GET', path, undefined, person.token, headers)
const post = async (path: string, body: object, person = ada): Promise<Json> =>
  (await house.call('POST', path, body, person.token)).body
const names = ({ body }: { body: Json }) => body.data.map(({ name }: Json) => name).sort()

describe('q', () => {
  beforeAll(async () => {
    for (const [name, notes] of [
      ['Kelp & Sons', 'Harbour side'],
      ['Kelpie Ltd', 'Sells “harbour” lamps, isn’t cheap'],
      ['Müller GmbH', 'foo-bar, it says'],
      ['Limpet', null],
    ])
      await post('/v1/customers', { name, notes, email: 'secret@example.org', taxId: 'KELP-1' })
    await post('/v1/customers', { name: 'Kelp of somebody else' }, bob)
  })

  test.each<[q: string, found: string[]]>([
    ['kelp', ['Kelp & Sons', 'Kelpie Ltd']],
    ['KELP sons', ['Kelp & Sons']],
    ['kelp harb', ['Kelp & Sons', 'Kelpie Ltd']],
    ['kelpie lamps', ['Kelpie Ltd']],
    ['müll', ['Müller GmbH']],
    ['Mu\u0308ller', ['Müller GmbH']],
    ['foo-bar', ['Müller GmbH']],
    ['elp', []],
    ["kelp' | limpet", []],
    ['kelp !sons', ['Kelp & Sons']],
    ['limpet & <-> :*', ['Limpet']],
    ['\\', []],
  ])('%s finds what holds all its words', async (q, found) => {
    const answer = await get(`/v1/customers?q=${encodeURIComponent(q)}`)
    if (q === '\\') expect(answer.status).toBe(422)
    else expect([answer.status, names(answer)]).toEqual([200, found])
  })

  test('finds nothing by what is encrypted, by whose row it is, or of somebody else', async () => {
    for (const q of ['secret', 'KELP-1', ada.id, `=${ada.id}`, ada.id.slice(0, 8)])
      expect(names(await get(`/v1/customers?q=${encodeURIComponent(q)}`))).toEqual([])
    expect(names(await get('/v1/customers?q=kelp', bob))).toEqual(['Kelp of somebody else'])
  })

  test('goes together with filters, order and pages; a cursor belongs to its words', async () => {
    const { body } = await get('/v1/customers?q=kelp&sort=name&limit=1')
    expect(names({ body })).toEqual(['Kelp & Sons'])
    const cursor = encodeURIComponent(body.page.nextCursor)
    expect(names(await get(`/v1/customers?q=kelp&sort=name&limit=1&cursor=${cursor}`))).toEqual([
      'Kelpie Ltd',
    ])
    expect((await get(`/v1/customers?q=harb&sort=name&limit=1&cursor=${cursor}`)).body.code).toBe(
      'invalid-cursor',
    )
    expect(names(await get('/v1/customers?q=kelp&name[prefix]=Kelpie'))).toEqual(['Kelpie Ltd'])
  })

  test('goes through an export as well', async () => {
    const response = await house.send('GET', '/v1/customers/export?q=limpet', undefined, ada.token)
    expect(
      (await response.text())
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text).name),
    ).toEqual(['Limpet'])
  })

  test.each(['', ' ', '!!!', 'a'.repeat(201), 'a b c d e f g h i j k', 'a\u0000b'])(
    '%j is refused',
    async (q) => {
      const { status, body } = await get(`/v1/customers?q=${encodeURIComponent(q)}`)
      expect([status, body.errors[0].pointer]).toEqual([422, '#/query/q'])
    },
  )
})

describe('expand', () => {
  let customer: Json
  let invoice: Json
  beforeAll(async () => {
    customer = await post('/v1/customers', { name: 'Expanded', email: 'e@example.org' })
    invoice = await post('/v1/invoices', { customerId: customer.id, currency: 'EUR', lines: [line] })
  })

  test('brings the row along, as it is shown alone, in the same trip', async () => {
    await get(`/v1/invoices/${invoice.id}`)
    await house.settle()
    const before = { ...trips }
    const { status, body } = await get(`/v1/invoices/${invoice.id}?expand=customer`)
    expect([status, body]).toEqual([200, { ...invoice, customer }])
    const list = await get(`/v1/invoices?expand=customer&customerId=${customer.id}`)
    expect(list.body.data).toEqual([{ ...invoice, customer }])
    expect([trips.redis - before.redis, trips.postgres - before.postgres]).toEqual([2, 2])
  })

  test('stays beside the fields that were asked for', async () => {
    const { body } = await get(`/v1/invoices?expand=customer&fields=total&customerId=${customer.id}`)
    expect(body.data).toEqual([{ id: invoice.id, total: 1000, customer }])
  })

  test('an answer that holds two rows has a tag of its own', async () => {
    const first = await get(`/v1/invoices/${invoice.id}?expand=customer`)
    const tag = first.headers.get('etag') ?? ''
    expect(tag).not.toBe('"1"')
    expect(
      (await get(`/v1/invoices/${invoice.id}?expand=customer`, ada, { 'if-none-match': tag })).status,
    ).toBe(304)
    await house.call('PATCH', `/v1/customers/${customer.id}`, { name: 'Renamed' }, ada.token, {
      'if-match': '*',
    })
    const after = await get(`/v1/invoices/${invoice.id}?expand=customer`, ada, { 'if-none-match': tag })
    expect([after.status, after.body.customer.name]).toEqual([200, 'Renamed'])
  })

  test('what was deleted meanwhile is null', async () => {
    const gone = await post('/v1/customers', { name: 'Gone' })
    const { id } = await post('/v1/invoices', { customerId: gone.id, currency: 'EUR', lines: [line] })
    await house.call('DELETE', `/v1/customers/${gone.id}`, undefined, ada.token, { 'if-match': '"1"' })
    expect((await get(`/v1/invoices/${id}?expand=customer`)).body.customer).toBeNull()
  })

  test.each(['customerId', 'owner', 'customer,customer', ''])('%j is refused', async (expand) => {
    const { status, body } = await get(`/v1/invoices?expand=${expand}`)
    expect([status, body.errors[0].pointer]).toEqual([422, '#/query/expand'])
  })

  test('a program may bring along only what it may read', async () => {
    const key = async (...scopes: string[]) =>
      ((await post('/v1/auth/api-keys', { name: 'k', scopes })) as { key: string }).key
    const ask = async (token: string) =>
      (await house.call('GET', `/v1/invoices/${invoice.id}?expand=customer`, undefined, token)).status
    expect([
      await ask(await key('invoices:read')),
      await ask(await key('invoices:read', 'customers:read')),
    ]).toEqual([403, 200])
  })
})

describe('pages', () => {
  beforeAll(async () => {
    for (let n = 0; n < 7; n++) await post('/v1/customers', { name: `Page ${n}` }, bob)
  })
  const page = (query: string, headers = {}) =>
    get(`/v1/customers?name[prefix]=Page&sort=name&limit=3${query}`, bob, headers)
  const numbers = ({ body }: { body: Json }) => body.data.map(({ name }: Json) => Number(name.slice(5)))
  const at = (cursor: string) => `&cursor=${encodeURIComponent(cursor)}`

  test('lead on and back, to the same rows', async () => {
    const first = await page('')
    expect([numbers(first), first.body.page.prevCursor, first.headers.get('link')]).toEqual([
      [0, 1, 2],
      null,
      expect.stringMatching(/^<\/v1\/customers\?\S+>; rel="next"$/),
    ])
    const second = await page(at(first.body.page.nextCursor))
    expect(numbers(second)).toEqual([3, 4, 5])
    expect(second.headers.get('link')).toMatch(/^<\/v1\/customers\?\S+>; rel="next"$/)
    const third = await page(at(second.body.page.nextCursor))
    expect([numbers(third), third.body.page.nextCursor, third.body.page.hasMore]).toEqual([[6], null, false])
    const back = await page(at(third.body.page.prevCursor))
    expect([numbers(back), back.body.page.hasMore]).toEqual([[3, 4, 5], true])
    const start = await page(at(back.body.page.prevCursor))
    expect([numbers(start), start.body.page.prevCursor]).toEqual([[0, 1, 2], null])
    expect(numbers(await page(at(start.body.page.nextCursor)))).toEqual([3, 4, 5])
  })

  test('say how many there are in all, where that is preferred', async () => {
    const { body, headers } = await page('', { prefer: 'count=exact' })
    expect([body.page.total, headers.get('preference-applied')]).toEqual([7, 'count=exact'])
    const second = await page(at(body.page.nextCursor), { prefer: 'count=exact' })
    expect([second.body.page.total, 'total' in (await page('')).body.page]).toEqual([7, false])
  })
})
