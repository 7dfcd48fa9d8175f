/** The write path under fire: 64 clients at once, through the front door, on real Postgres. */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

const clients = 64
const rounds = 100
const line = { description: 'Hour', quantity: 1.5, unitAmount: 12_000, taxRate: 1900 }

describe.skipIf(!postgresUrl)('64 clients', () => {
  let house: House
  let person: Person
  let customerId: string
  let database: Client

  beforeAll(async () => {
    house = await openHouse({ maxConnections: 48 })
    person = await house.signIn()
    customerId = await made(house.send('POST', '/v1/customers', { name: 'Under fire' }, person.token))
    database = new Client(house.ownerUrl)
    await database.connect()
  })
  afterAll(async () => {
    await database?.end()
    await house?.close()
  })

  const made = async (sent: Promise<Response>) => ((await (await sent).json()) as { id: string }).id
  const draft = () =>
    made(house.send('POST', '/v1/invoices', { customerId, currency: 'EUR', lines: [line] }, person.token))
  const all = <T>(act: (client: number) => Promise<T>) =>
    Promise.all(Array.from({ length: clients }, (_, client) => act(client)))
  const count = async (sql: string, ...values: unknown[]) =>
    Number((await database.query(sql, values)).rows[0].count)
  const tally = (values: readonly (string | number)[]) => {
    const counts: Record<string, number> = {}
    for (const value of values) counts[value] = (counts[value] ?? 0) + 1
    return counts
  }

  test(`with one key execute once, ${rounds} times over, and get identical answers`, {
    timeout: 300_000,
  }, async () => {
    for (let round = 0; round < rounds; round++) {
      const key = crypto.randomUUID()
      const body = { name: `One key ${round} ${key}` }
      const answers = await all(async () => {
        const response = await house.send('POST', '/v1/customers', body, person.token, {
          'idempotency-key': key,
        })
        return {
          status: response.status,
          text: await response.text(),
          etag: response.headers.get('etag'),
          location: response.headers.get('location'),
          replayed: response.headers.has('idempotency-replayed'),
        }
      })
      expect(tally(answers.map(({ status }) => status))).toEqual({ 201: clients })
      expect(new Set(answers.map(({ text, etag, location }) => `${text}${etag}${location}`)).size).toBe(1)
      expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
      expect(await count('select count(*) from customers where name = $1', body.name)).toBe(1)
      expect(
        await count(
          `select count(*) from audit_logs where entity = 'customers' and details->'new'->>'name' = $1`,
          body.name,
        ),
      ).toBe(1)
    }
  })

  test(`with one version write once, ${rounds} times over: one 200, ${clients - 1} × 412`, {
    timeout: 300_000,
  }, async () => {
    for (let round = 0; round < rounds; round++) {
      const id = await draft()
      const answers = await all(async (client) => {
        const response = await house.send(
          'PATCH',
          `/v1/invoices/${id}`,
          { notes: `from ${client}` },
          person.token,
          { 'if-match': '"1"' },
        )
        await response.arrayBuffer()
        return { status: response.status, etag: response.headers.get('etag') }
      })
      expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 412: clients - 1 })
      expect(tally(answers.map(({ etag }) => etag ?? 'none'))).toEqual({ '"2"': clients })
      expect(await count('select version as count from invoices where id = $1', id)).toBe(2)
      expect(
        await count(`select count(*) from audit_logs where entity_id = $1 and operation = 'UPDATE'`, id),
      ).toBe(1)
    }
  })

  test('issuing in parallel get numbers without a gap, and one invoice gets one', {
    timeout: 120_000,
  }, async () => {
    const ids = await all(draft)
    const issue = (id: string) => house.send('POST', `/v1/invoices/${id}/issue`, undefined, person.token)
    const issued = await Promise.all(ids.map(issue))
    expect(tally(issued.map(({ status }) => status))).toEqual({ 200: clients })
    const numbers = await Promise.all(
      issued.map(async (response) => ((await response.json()) as { number: string }).number),
    )
    const year = new Date().getUTCFullYear()
    expect(numbers.sort()).toEqual(
      Array.from({ length: clients }, (_, i) => `${year}-${String(i + 1).padStart(6, '0')}`),
    )

    const one = await draft()
    const again = await all(() => issue(one))
    expect(tally(again.map(({ status }) => status))).toEqual({ 200: 1, 409: clients - 1 })
    const next = (await (await issue(await draft())).json()) as { number: string }
    expect(next.number).toBe(`${year}-${String(clients + 2).padStart(6, '0')}`)
  })

  test('a key that is used for another request is refused, and nothing is written', async () => {
    const key = { 'idempotency-key': crypto.randomUUID() }
    expect((await house.send('POST', '/v1/customers', { name: 'First' }, person.token, key)).status).toBe(201)
    const other = await house.send('POST', '/v1/customers', { name: 'Second meaning' }, person.token, key)
    expect(other.status).toBe(422)
    expect(await other.json()).toMatchObject({ code: 'idempotency-mismatch' })
    expect(await count('select count(*) from customers where name = $1', 'Second meaning')).toBe(0)
  })
})
