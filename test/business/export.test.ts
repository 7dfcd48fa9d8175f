/** Exports through the front door: all rows, in both formats, read page by page; cut, broken and refused. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { readWithinMs } from '../../src/gateway/flow.ts'
import { expectEnvelope } from '../gateway/envelope.ts'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { counting, type Trips } from '../support/counting.ts'
import { type House, type Json, openHouse, type Person } from '../support/house.ts'

const health: Dependencies = { postgres: 'up', redis: 'up' }
const trips: Trips = { redis: 0, postgres: 0 }
let house: House
let ada: Person

beforeAll(async () => {
  const broken = breaking(health)
  const counted = counting(trips)
  house = await openHouse({ wrap: (ports) => counted(broken(ports)) })
  ada = await house.signIn()
})
afterAll(() => house?.close())
beforeEach(() => {
  house.logged.length = 0
})
afterEach(() => {
  Object.assign(health, { postgres: 'up', redis: 'up' })
})

const ask = (path: string, token = ada.token) => house.send('GET', path, undefined, token)
const make = async (body: object, person = ada, entity = 'customers') =>
  (await house.call('POST', `/v1/${entity}`, body, person.token)).body as Json

async function lines(path: string, token = ada.token): Promise<Json[]> {
  const response = await ask(path, token)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
  const text = await response.text()
  expect(text === '' || text.endsWith('\n')).toBe(true)
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

/** RFC 4180, read by rules of its own. */
function readCsv(text: string): string[][] {
  const table: string[][] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy
  let row: string[] = []
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === ',') continue
    table.push(row)
    row = []
  }
  expect(row).toEqual([])
  return table
}

async function csv(path: string) {
  const response = await ask(path)
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/csv; charset=utf-8; header=present',
  ])
  const text = await response.text()
  return { text, table: readCsv(text) }
}

/** Straight into the table, for a front door takes its time. */
const fill = (person: Person, count: number, notes = 'x') =>
  house.alter(
    `insert into customers (id, owner_id, created_by, name, notes, created_at)
     select gen_random_uuid(), $1::uuid, $1::uuid, 'Row ' || n, $3, timestamptz '2026-01-01' + (n / 7) * interval '1 ms'
     from generate_series(1, $2::int) n`,
    ...[person.id, String(count), notes],
  )

const ended = () => vi.waitFor(() => expect(line()).toBeDefined())
const line = () => house.logged.find(({ action, method }) => action === 'customers:export' && method)

/** Its answer's text, chunk by chunk. */
function reading(response: Response) {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  return {
    read: async () => new TextDecoder().decode((await reader.read()).value),
    toTheEnd: async () => {
      while (!(await reader.read()).done);
    },
    cancel: () => reader.cancel(),
  }
}

describe('an export', () => {
  let bob: Person
  beforeAll(async () => {
    bob = await house.signIn()
    await make({ name: 'Bob’s' }, bob)
    for (const name of ['A', 'B', 'C'])
      await make({
        name,
        email: `${name}@example.com`,
        taxId: '-1',
        address: { line1: '1', city: 'L', postalCode: '1', country: 'GB' },
      })
    const gone = await make({ name: 'gone' })
    await house.send('DELETE', `/v1/customers/${gone.id}`, undefined, ada.token, { 'if-match': '"1"' })
  })

  test('tells one’s own rows that were not removed, oldest first, without what is sensitive', async () => {
    const { body } = await house.call('GET', '/v1/customers?sort=createdAt', undefined, ada.token)
    const plain = body.data.map(({ email, taxId, address, ...rest }: Json) => rest)
    expect(await lines('/v1/customers/export')).toEqual(plain)
    expect(plain.map(({ name }: Json) => name)).toEqual(['A', 'B', 'C'])
  })

  test('is a file that nobody keeps', async () => {
    const response = await ask('/v1/customers/export?format=csv')
    expectEnvelope(response)
    const { headers } = response
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="customers-\d{4}-\d\d-\d\d\.csv"$/,
    )
    expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['no-store', null])
    await response.text()
  })

  test('tells a HEAD as much, and is not read for it', async () => {
    const response = await house.send('HEAD', '/v1/customers/export', undefined, ada.token)
    expect([response.status, await response.text()]).toEqual([200, ''])
    expect(response.headers.get('content-disposition')).toContain('.ndjson"')
    expect(line()).toMatchObject({ status: 200, result: 'success' })
  })

  test('takes the filters of the list, also of what is encrypted', async () => {
    const names = async (query: string) =>
      (await lines(`/v1/customers/export?${query}`)).map(({ name }) => name)
    expect(await names('name=B')).toEqual(['B'])
    expect(await names('name[in]=A,C&createdAt[gte]=2026-01-01T00:00:00Z')).toEqual(['A', 'C'])
    expect(await names('email=%20C%40Example.COM')).toEqual(['C'])
    expect(await names('name=nobody')).toEqual([])
  })

  test('tells the fields that were named, and what is sensitive where it is named', async () => {
    const id = expect.any(String)
    expect(await lines('/v1/customers/export?fields=name&name=A')).toEqual([{ id, name: 'A' }])
    expect(await lines('/v1/customers/export?fields=address,email&name=A')).toEqual([
      { id, email: 'a@example.com', address: { line1: '1', city: 'L', postalCode: '1', country: 'GB' } },
    ])
  })

  test('tells the same in CSV', async () => {
    const { text, table } = await csv(
      '/v1/customers/export?format=csv&fields=name,version,taxId,address,notes',
    )
    expect(table[0]).toEqual(['id', 'name', 'taxId', 'address', 'notes', 'version'])
    expect(table.slice(1).map((row) => row.slice(1))).toEqual(
      ['A', 'B', 'C'].map((name) => [
        ...[name, "'-1", '{"line1":"1","city":"L","postalCode":"1","country":"GB"}', '', '1'],
      ]),
    )
    expect(text).toContain(`,"{""line1"":""1"",""city"":`)
    expect((await csv('/v1/customers/export?format=csv&name=nobody&fields=name')).text).toBe('id,name\r\n')
  })

  test.each<[query: string, pointer: string, code: string]>([
    ['format=xml', '#/query/format', 'invalid_value'],
    ['format=csv&format=csv', '#/query/format', 'invalid_value'],
    ['fields=ownerId', '#/query/fields', 'invalid_value'],
    ['fields=emailIndex', '#/query/fields', 'invalid_value'],
    ['fields=name,name', '#/query/fields', 'invalid_value'],
    ['sort=name', '#/query', 'unknown_key'],
    ['limit=1', '#/query', 'unknown_key'],
    ['cursor=x', '#/query', 'unknown_key'],
    ['email[prefix]=a', '#/query', 'unknown_key'],
  ])('refuses %s', async (query, pointer, code) => {
    const { status, body } = await house.call('GET', `/v1/customers/export?${query}`, undefined, ada.token)
    expect([status, body.code]).toEqual([422, 'validation'])
    expect(body.errors).toMatchObject([{ pointer, code }])
  })

  test('is nobody’s who is not signed in, or has no rows of the domain', async () => {
    expect((await house.send('GET', '/v1/customers/export')).status).toBe(401)
    const auditor = await house.signIn('auditor')
    expect((await ask('/v1/customers/export', auditor.token)).status).toBe(403)
  })

  test('does not take the place of a row’s path, nor a row of its', async () => {
    expect((await ask('/v1/customers/exports')).status).toBe(422)
  })
})

describe('what is sensitive', () => {
  const events = (person: Person) =>
    house.rows(
      `select action, outcome, entity, details from audit_logs where user_id = $1::uuid and operation = 'EVENT'
       and action = 'customers:export' order by id`,
      person.id,
    )
  const keyOf = async (person: Person, ...scopes: string[]) =>
    (await house.call('POST', '/v1/auth/api-keys', { name: 'k', scopes }, person.token)).body.key as string

  test('is told to no key that may only read, and that it was asked for is recorded', async () => {
    const eve = await house.signIn()
    await make({ name: 'A', email: 'canary@example.com' }, eve)
    const [reader, writer] = [await keyOf(eve, 'customers:read'), await keyOf(eve, 'customers:write')]
    const refused = await ask('/v1/customers/export?fields=name,email', reader)
    expect([refused.status, ((await refused.json()) as Json).code]).toEqual([403, 'forbidden'])
    expect((await lines('/v1/customers/export', reader)).map(({ name }) => name)).toEqual(['A'])
    expect((await lines('/v1/customers/export?fields=email', writer))[0].email).toBe('canary@example.com')
    expect((await lines('/v1/customers/export?email=canary%40example.com', reader)).length).toBe(1)

    const event = { action: 'customers:export', entity: 'customers' }
    const fields = 'id,name,notes,version,createdAt,updatedAt,createdBy'
    expect(await events(eve)).toMatchObject([
      { ...event, outcome: 'denied' },
      { ...event, outcome: 'success', details: { format: 'ndjson', fields, revealed: '', filters: '' } },
      {
        ...event,
        outcome: 'success',
        details: { format: 'ndjson', fields: 'email', revealed: 'email', filters: '' },
      },
      { ...event, outcome: 'success', details: { format: 'ndjson', fields, filters: 'email' } },
    ])
    expect(JSON.stringify(await events(eve))).not.toContain('canary')
  })

  test('does not leave the database where it is not told', async () => {
    const spied = vi.spyOn(house.ports.database, 'atomic')
    await lines('/v1/customers/export')
    const asked = spied.mock.calls.flatMap(([statements]) => statements.map(({ text }) => text))
    spied.mockRestore()
    const [page = ''] = asked.filter((text) => text.includes('from "customers"'))
    expect(page).toContain('t."notes"')
    expect(page).not.toMatch(/t\.\*\s+from "customers"|"email"|"tax_id"|"address"/)
  })
})

describe('a text that a spreadsheet would take for a formula', () => {
  test.each<[text: string, told: string]>([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['=cmd|"/c calc"!A1', `"'=cmd|""/c calc""!A1"`],
    ['a=1', 'a=1'],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['a "b"', '"a ""b"""'],
    ["'a", "'a"],
    ['ü 日本', 'ü 日本'],
  ])('%s is told as %s', async (name, told) => {
    const { id } = await make({ name })
    const { text, table } = await csv(
      `/v1/customers/export?format=csv&fields=name&name=${encodeURIComponent(name)}`,
    )
    expect(text).toBe(`id,name\r\n${id},${told}\r\n`)
    expect(table[1]?.[1]?.replace(/^'(?=[=+\-@＝])/, '')).toBe(name)
  })

  test.each([
    ['\ttab', `"'\ttab"`],
    ['\nline', `"'\nline"`],
    ['two\nlines', '"two\nlines"'],
    ['', '""'],
  ])('also where it begins out of sight: %j', async (notes, told) => {
    const { id } = await make({ name: 'N' })
    await house.alter('update customers set notes = $2 where id = $1::uuid', id, notes)
    const { text } = await csv('/v1/customers/export?format=csv&fields=notes&name=N')
    expect(text).toContain(`\r\n${id},${told}\r\n`)
  })

  test('but our own numbers stay numbers', async () => {
    const { id: customerId } = await make({ name: 'C' })
    const lines = [{ description: '=1', quantity: 1.5, unitAmount: -1000, taxRate: 0 }]
    await make({ customerId, currency: 'EUR', lines }, ada, 'invoices')
    const { text } = await csv('/v1/invoices/export?format=csv&fields=total,lines,number')
    const json = '[{""description"":""=1"",""quantity"":1.5,""unitAmount"":-1000,""taxRate"":0}]'
    expect(text).toMatch(/^id,number,lines,total\r\n/)
    expect(text).toContain(`,,"${json}",-1500\r\n`)
  })
})

describe('3,000 rows', () => {
  let cleo: Person
  beforeAll(async () => {
    cleo = await house.signIn()
    await fill(cleo, 3_000)
    await ask('/v1/me', cleo.token)
    await house.settle()
  })

  test('over several pages are those of the list, in both formats, a trip for each page', async () => {
    const listed: Json[] = []
    for (let next: string | null = '/v1/customers?sort=createdAt&limit=100'; next; ) {
      const { body, headers } = await house.call('GET', next, undefined, cleo.token)
      listed.push(...body.data)
      next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null
    }
    const plain = listed.map(({ email, taxId, address, ...rest }) => rest)
    const before = trips.postgres
    expect(await lines('/v1/customers/export', cleo.token)).toEqual(plain)
    expect(trips.postgres - before).toBe(7)

    const response = await ask('/v1/customers/export?format=csv', cleo.token)
    const [, ...table] = readCsv(await response.text())
    expect(table).toEqual(plain.map((row) => Object.values(row).map(String)))
  })

  test('are no longer asked for when nobody reads any more', async () => {
    const before = trips.postgres
    const { read, cancel } = reading(await ask('/v1/customers/export', cleo.token))
    for (let rows = 0; rows <= 500; ) rows += (await read()).split('\n').length - 1
    // Nothing is fetched ahead of who reads.
    expect(trips.postgres - before).toBe(2)
    expect(line()).toBeUndefined()
    await cancel()
    await ended()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(trips.postgres - before).toBe(2)
    expect(line()).toMatchObject({ status: 200, result: 'failure', level: 'info', user_id: cleo.id })
    expect(house.logged.filter(({ action }) => action === 'http.failure')).toEqual([])
    expect(house.ports.meter.render()).toContain(
      'http_flows_total{end="cut",method="GET",route="/v1/customers/export"}',
    )
  })

  test.each<[what: string, breakIt: () => void]>([
    ['is away', () => Object.assign(health, { postgres: 'down' })],
    ['fails as nobody foresaw', () => Object.assign(health, { postgres: 'wrong' })],
    ['hangs', () => Object.assign(health, { postgres: 'hangs' })],
  ])(
    'are an error, and no short file, where the database %s in their middle',
    async (_what, breakIt) => {
      const { read, toTheEnd } = reading(await ask('/v1/customers/export', cleo.token))
      await read()
      breakIt()
      const start = performance.now()
      await expect(toTheEnd()).rejects.toThrow('The answer broke off.')
      expect(performance.now() - start).toBeLessThan(6_000)
      await ended()
      expect(line()).toMatchObject({ status: 200, result: 'failure', level: 'error' })
      expect(house.logged.filter(({ action }) => action === 'http.failure')).toHaveLength(1)
    },
    15_000,
  )

  test('are refused as such where the database is away from the beginning', async () => {
    await ask('/v1/customers/export', cleo.token).then(({ body }) => body?.cancel())
    health.postgres = 'down'
    const response = await ask('/v1/customers/export', cleo.token)
    expect([response.status, ((await response.json()) as Json).code]).toEqual([503, 'unavailable'])
  })

  test('are cut where what was sent is not read within a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { read } = reading(await ask('/v1/customers/export', cleo.token))
      await read()
      await vi.advanceTimersByTimeAsync(readWithinMs - 1)
      expect(line()).toBeUndefined()
      await vi.advanceTimersByTimeAsync(1)
      expect(line()).toMatchObject({ result: 'failure', level: 'info' })
      await expect(read()).rejects.toThrow('The answer was not read.')
    } finally {
      vi.useRealTimers()
    }
  })

  test('may be read by a few slow readers, and leave room for everybody else', async () => {
    const open: ReturnType<typeof reading>[] = []
    for (let tries = 0; tries < 60; tries++) {
      const response = await ask('/v1/customers/export', cleo.token)
      if (response.status !== 200) {
        expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
        break
      }
      open.push(reading(response))
    }
    expect(open.length).toBe(52)
    expect((await ask('/v1/customers', cleo.token)).status).toBe(200)
    await Promise.all(open.map(({ cancel }) => cancel()))
    const again = reading(await ask('/v1/customers/export', cleo.token))
    await again.toTheEnd()
    await ended()
    expect(house.ports.meter.render()).toContain(
      'http_flows_total{end="whole",method="GET",route="/v1/customers/export"}',
    )
  })

  test('are smaller pages where the rows are heavy', async () => {
    const dan = await house.signIn()
    await fill(dan, 500, 'x'.repeat(9_000))
    await ask('/v1/me', dan.token)
    await house.settle()
    const before = trips.postgres
    const { read } = reading(await ask('/v1/customers/export', dan.token))
    let rows = 0
    for (let text = await read(); text; text = await read()) rows += text.split('\n').length - 1
    expect(rows).toBe(500)
    // 500 rows of 9 KB, half a mebibyte at a time.
    expect(trips.postgres - before).toBe(9)
  })
})
