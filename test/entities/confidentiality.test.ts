/**
 * What is sensitive is told to whoever owns it, and stands nowhere else: after every verb all that Redis keeps, all that
 * Postgres keeps, the log and the metrics are searched for it, and what a stranger is answered as well.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { createClient } from '@redis/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, type Json, openHouse, type Person } from '../support/house.ts'
import { keysKept, rowsKept } from '../support/kept.ts'
import { redisOf } from '../support/redis-databases.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl || !redisUrl)('a sensitive field', () => {
  const url = redisUrl ? redisOf('confidentiality') : ''
  let house: House
  let ada: Person
  let eve: Person
  beforeAll(async () => {
    const client = await createClient({ url }).connect()
    await client.flushDb()
    await client.close()
    house = await openHouse({ redisUrl: url })
    ada = await house.signIn()
    eve = await house.signIn()
  })
  afterAll(() => house?.close())

  /** Words that stand nowhere but in the sensitive fields of one customer; `name` is one that may stand anywhere. */
  function fresh() {
    const mark = randomBytes(8).toString('hex')
    const name = `Control ${randomBytes(8).toString('hex')}`
    const address = { line1: `Kai ${mark}`, city: `City ${mark}`, postalCode: '24103', country: 'DE' }
    return { mark, name, body: { name, email: `${mark}@secret.example`, taxId: `T${mark}`, address } }
  }
  type Fresh = ReturnType<typeof fresh>

  const call: House['call'] = (...asked) => house.call(...asked)
  const made = async ({ body }: Fresh, headers = {}) =>
    (await call('POST', '/v1/customers', body, ada.token, headers)).body as Json
  const path = ({ id }: Json) => `/v1/customers/${id}`
  const any = { 'if-match': '*' }
  const keyed = () => ({ 'idempotency-key': randomUUID() })

  /** Everything that stays behind an answer. */
  async function kept() {
    await house.settle()
    const rows = await rowsKept(house.ownerUrl as string)
    return {
      redis: await keysKept(url),
      rows: rows.map(({ text }) => text),
      audit: rows.filter(({ table }) => table.startsWith('public.audit_logs')).map(({ text }) => text),
      log: house.logged.map((entry) => JSON.stringify(entry)),
      metrics: [house.ports.meter.render()],
    }
  }
  const holding = (places: Awaited<ReturnType<typeof kept>>, word: string) =>
    Object.entries(places)
      .filter(([, texts]) => texts.some((text) => text.includes(word)))
      .map(([place]) => place)

  /** Does it, and gives back what it answered to its owner. */
  type Verb = (secret: Fresh) => Promise<{ readonly status: number; readonly headers: Headers }>
  const after = async (secret: Fresh, asked: string) => {
    await made(secret)
    return call('GET', asked, undefined, ada.token)
  }
  const other = (of: Fresh) => ({ ...of.body, name: `${of.name} too` })

  test.each<[verb: string, act: Verb, status: number]>([
    ['create', (s) => call('POST', '/v1/customers', s.body, ada.token), 201],
    ['create with a key', (s) => call('POST', '/v1/customers', s.body, ada.token, keyed()), 201],
    [
      'a retry',
      async (s) => {
        const headers = keyed()
        await made(s, headers)
        return call('POST', '/v1/customers', s.body, ada.token, headers)
      },
      201,
    ],
    ['read', async (s) => call('GET', path(await made(s)), undefined, ada.token), 200],
    [
      'read again',
      async (s) => {
        const row = await made(s)
        await call('GET', path(row), undefined, ada.token)
        return call('GET', path(row), undefined, ada.token)
      },
      200,
    ],
    [
      'a conditional read',
      async (s) => call('GET', path(await made(s)), undefined, ada.token, { 'if-none-match': '"1"' }),
      304,
    ],
    ['list', (s) => after(s, '/v1/customers?limit=2'), 200],
    ['a look-up', (s) => after(s, `/v1/customers?email=${s.body.email}`), 200],
    [
      'update',
      async (s) => call('PATCH', path(await made(fresh())), other(s), ada.token, { ...any, ...keyed() }),
      200,
    ],
    [
      'update of a part',
      async (s) => {
        const row = await made(s)
        return call('PATCH', path(row), { address: { line2: `Hof ${s.mark}` } }, ada.token, any)
      },
      200,
    ],
    [
      'update that takes it away',
      async (s) =>
        call('PATCH', path(await made(s)), { email: null, taxId: null, address: null }, ada.token, any),
      200,
    ],
    ['history', async (s) => call('GET', `${path(await made(s))}/history`, undefined, ada.token), 200],
    ['delete', async (s) => call('DELETE', path(await made(s)), undefined, ada.token, any), 204],
    ['all of one’s own data', (s) => after(s, '/v1/me/export'), 200],
    [
      'restore',
      async (s) => {
        const row = await made(s)
        await call('DELETE', path(row), undefined, ada.token, any)
        return call('POST', `${path(row)}/restore`, undefined, ada.token, keyed())
      },
      200,
    ],
    [
      'many at once',
      (s) => {
        const operations = [{ op: 'create', data: s.body }]
        return call('POST', '/v1/customers/bulk', { operations }, ada.token, keyed())
      },
      200,
    ],
    ['a search', (s) => after(s, `/v1/customers?q=${encodeURIComponent(s.name)}`), 200],
    [
      'a row that brings it along',
      async (s) => {
        const invoice = { customerId: (await made(s)).id, currency: 'EUR' }
        const lines = [{ description: 'x', quantity: 1, unitAmount: 1, taxRate: 0 }]
        const { body } = await call('POST', '/v1/invoices', { ...invoice, lines }, ada.token, keyed())
        const asked = `/v1/invoices/${body.id}?expand=customer`
        expect((await call('GET', asked, undefined, ada.token)).body.customer.email).toBe(s.body.email)
        return call('GET', asked, undefined, ada.token)
      },
      200,
    ],
    [
      'an export',
      async (s) => {
        await made(s)
        const asked = '/v1/customers/export?format=csv&fields=email,taxId,address'
        const answer = await house.send('GET', asked, undefined, ada.token)
        expect(await answer.text()).toContain(s.mark)
        return answer
      },
      200,
    ],
    [
      'a refused value',
      (s) => call('POST', '/v1/customers', { ...s.body, email: `${s.mark}@` }, ada.token),
      422,
    ],
    ['an unknown field', (s) => call('POST', '/v1/customers', { ...s.body, [s.mark]: 1 }, ada.token), 422],
    [
      'a stale version',
      async (s) =>
        call('PATCH', path(await made(fresh())), s.body, ada.token, { 'if-match': '"9"', ...keyed() }),
      412,
    ],
    [
      'what is not there',
      (s) => call('PATCH', path({ id: randomUUID() }), s.body, ada.token, { ...any, ...keyed() }),
      404,
    ],
    ['a stranger’s read', async (s) => call('GET', path(await made(s)), undefined, eve.token), 404],
    ['a stranger’s write', async (s) => call('PATCH', path(await made(s)), s.body, eve.token, any), 404],
    [
      'a stranger’s history',
      async (s) => call('GET', `${path(await made(s))}/history`, undefined, eve.token),
      404,
    ],
    ['nobody’s write', (s) => call('POST', '/v1/customers', s.body), 401],
  ])('leaves nothing behind: %s', async (_verb, act, status) => {
    const secret = fresh()
    const answer = await act(secret)
    expect(answer.status).toBe(status)
    expect(holding(await kept(), secret.mark)).toEqual([])
    const visible = JSON.stringify([...answer.headers])
    expect(visible.replaceAll(`email=${secret.body.email}`, '')).not.toContain(secret.mark)
  })

  test('is searched for in places where something is found', async () => {
    const control = fresh()
    const row = await made({ ...control, body: { ...control.body } }, keyed())
    await call('GET', path(row), undefined, ada.token)
    const invoice = { customerId: row.id, currency: 'EUR', notes: control.name }
    const lines = [{ description: 'x', quantity: 1, unitAmount: 1, taxRate: 0 }]
    const { body } = await call('POST', '/v1/invoices', { ...invoice, lines }, ada.token)
    // An invoice is cached: what its reading fills shows that the search finds what Redis keeps.
    await call('GET', `/v1/invoices/${body.id}`, undefined, ada.token)
    const places = await kept()
    expect(holding(places, control.name)).toEqual(['redis', 'rows', 'audit'])
    expect(places.log.join()).toContain('customers:create')
    expect(places.metrics.join().length).toBeGreaterThan(500)
    expect(places.redis.filter((text) => text.startsWith('row:customers'))).toEqual([])
  })

  test.each(['email', 'taxId', 'address', 'emailIndex'])(
    '%s is no order to sort a list by',
    async (field) => {
      for (const sort of [field, `-${field}`])
        expect((await call('GET', `/v1/customers?sort=${sort}`, undefined, ada.token)).status).toBe(422)
    },
  )

  test('is found by the whole of what may be looked up, and by nothing less', async () => {
    const secret = fresh()
    const { id } = await made(secret)
    const ids = async (query: string) => {
      const { status, body } = await call('GET', `/v1/customers?${query}`, undefined, ada.token)
      return status === 422 ? 'refused' : body.data.map((row: Json) => row.id)
    }
    expect(await ids(`email=${secret.body.email}`)).toEqual([id])
    expect(await ids(`email=${secret.mark}@other.example`)).toEqual([])
    for (const query of [
      ...[`email=${secret.mark}`, `email[prefix]=${secret.mark}`, `email[in]=${secret.body.email}`],
      ...[`email[gte]=a`, `taxId=T${secret.mark}`, `address=${secret.mark}`, `emailIndex=x`],
    ])
      expect([query, await ids(query)]).toEqual([query, 'refused'])
    // A search of the text, where there is one, finds a name and never this.
    for (const word of [secret.mark, secret.body.email, `T${secret.mark}`])
      expect([[], 'refused']).toContainEqual(await ids(`q=${encodeURIComponent(word)}`))
  })

  test('is in no cursor: one is as long as its order, however long the rest of the row is', async () => {
    const lengths = new Set<number>()
    for (const times of [0, 1, 3]) {
      const { mark } = fresh()
      const name = `Same ${mark.slice(0, 4)}`
      const email = times === 0 ? null : `${mark.repeat(times)}@secret.example`
      for (const _ of ['this page', 'the next'])
        expect(
          (await call('POST', '/v1/customers', { name, email, taxId: mark.repeat(times) || null }, ada.token))
            .status,
        ).toBe(201)
      const asked = `/v1/customers?name=${encodeURIComponent(name)}&sort=name&limit=1`
      const cursor = String((await call('GET', asked, undefined, ada.token)).body.page.nextCursor)
      lengths.add(cursor.length)
      expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(mark)
    }
    expect([...lengths]).toEqual([expect.any(Number)])
  })
})
