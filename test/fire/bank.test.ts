/**
 * A bank's test: 32 accounts whose invoices are issued, and then paid and voided by everybody at once. Money is neither made nor
 * lost: whoever looks, at any moment, finds the same sum, and in the end every invoice has gone one way, by one event and one record.
 * BANK_OPERATIONS says how many writes (`npm run bank`: 50,000).
 */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { type House, openHouse } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

const operations = Number(process.env.BANK_OPERATIONS ?? 2_000)
const accounts = 32
/** Of each invoice: its making, its issue, its payment, its voiding. */
const steps = 4
/** As many of an account in one round as fit on one page, which is one look at one moment. */
const perRound = Math.min(100, Math.ceil(operations / (accounts * steps)))
const rounds = Math.ceil(operations / (accounts * steps * perRound))
/** How many of an account's writes are under way at once. */
const atOnce = 2

interface Account {
  readonly id: string
  readonly token: string
}

interface Invoice {
  readonly id: string
  readonly status: string
  readonly total: number
  readonly number: string | null
}

/** What the answers said. */
interface Tally {
  paid: number
  voided: number
  refused: number
  looks: number
}

describe.skipIf(!postgresUrl)(`${accounts} accounts`, () => {
  let house: House
  let all: readonly Account[]
  const tally: Tally = { paid: 0, voided: 0, refused: 0, looks: 0 }
  const expectedSums = new Map<string, number>()

  beforeAll(async () => {
    house = await openHouse({ maxConnections: 16 })
    all = await Promise.all(Array.from({ length: accounts }, opened))
  })
  afterAll(() => house?.close())

  /** Somebody with a session: thirty-two passwords would take longer than what is tried here. */
  async function opened(): Promise<Account> {
    const { token, hash } = mint('s')
    const id = crypto.randomUUID()
    await house.alter(
      `insert into users (id, email, verified_at) values ($1, $2, now())`,
      ...[id, `${id}@example.com`],
    )
    await house.alter(
      `insert into sessions (id, token_hash, user_id, transport, expires_at)
       values ($1, $2, $3, 'bearer', now() + interval '1 day')`,
      ...[crypto.randomUUID(), hash, id],
    )
    return { id, token }
  }

  /** What a busy machine turns away is asked again; the key sees that it happens once. */
  async function write({ token }: Account, path: string, body?: unknown) {
    const key = { 'idempotency-key': crypto.randomUUID() }
    for (;;) {
      const answer = await house.call('POST', path, body, token, key)
      if (answer.status !== 503) return answer
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async function issued(account: Account, customerId: string): Promise<Invoice> {
    const line = {
      description: 'Hour',
      quantity: 1,
      unitAmount: 1 + Math.floor(Math.random() * 1e6),
      taxRate: 1900,
    }
    const draft = await write(account, '/v1/invoices', { customerId, currency: 'EUR', lines: [line] })
    expect(draft.status).toBe(201)
    const { status, body } = await write(account, `/v1/invoices/${draft.body.id}/issue`)
    expect(status).toBe(200)
    return body
  }

  /** The account's book: one page, and so one moment. */
  async function look(account: Account, customerId: string): Promise<readonly Invoice[]> {
    for (;;) {
      const query = `customerId=${customerId}&status[in]=issued,paid,void&limit=100`
      const { status, body } = await house.call('GET', `/v1/invoices?${query}`, undefined, account.token)
      if (status === 503) continue
      expect(status).toBe(200)
      tally.looks++
      return body.data
    }
  }

  const sumOf = (invoices: readonly Invoice[]) => invoices.reduce((sum, { total }) => sum + total, 0)

  /** Paid and voided at the same moment, some of it with a payment of another amount: one of them wins, and the rest is refused. */
  async function contend(account: Account, { id, total }: Invoice) {
    const path = `/v1/invoices/${id}`
    const short = Math.random() < 0.125
    const payment = { amount: short ? total - 1 : total, currency: 'EUR', reference: `RF ${id}` }
    const soon = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 10))
    const pay = () => soon().then(() => write(account, `${path}/pay`, payment))
    const cancel = () => soon().then(() => write(account, `${path}/void`))
    const answers = await Promise.all([pay(), cancel()])
    const won = answers.filter(({ status }) => status === 200)
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    if (short) expect(won[0]?.body.status).toBe('void')
    tally[won[0]?.body.status === 'paid' ? 'paid' : 'voided']++
    tally.refused++
  }

  async function round(account: Account): Promise<void> {
    const { body: customer } = await write(account, '/v1/customers', { name: 'A customer' })
    const invoices: Invoice[] = []
    await each(
      Array.from({ length: perRound }),
      async () => void invoices.push(await issued(account, customer.id)),
    )
    const sum = sumOf(invoices)
    expectedSums.set(account.id, (expectedSums.get(account.id) ?? 0) + sum)

    let done = false
    const settled = new Map<string, string>()
    const watch = async () => {
      do {
        const book = await look(account, customer.id)
        expect({ count: book.length, sum: sumOf(book) }).toEqual({ count: perRound, sum })
        for (const { id, status } of book) {
          if (settled.has(id)) expect(status, 'what is settled stays so').toBe(settled.get(id))
          else if (status !== 'issued') settled.set(id, status)
        }
        await new Promise((resolve) => setTimeout(resolve, 5))
      } while (!done)
    }
    const storm = each(invoices, (invoice) => contend(account, invoice)).finally(() => {
      done = true
    })
    await Promise.all([storm, watch()])
    const book = await look(account, customer.id)
    expect(book.filter(({ status }) => status === 'issued')).toEqual([])
    expect(sumOf(book)).toBe(sum)
  }

  async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
    let next = 0
    const work = async () => {
      for (let at = next++; at < items.length; at = next++) await act(items[at] as T)
    }
    await Promise.all(Array.from({ length: atOnce }, work))
  }

  /** What the tables, the outbox and the log say, one line a state. */
  async function stored(client: Client) {
    const { rows } = await client.query<Record<'state' | 'rows' | 'events' | 'records', number>>(
      `select state, (select count(*)::int from invoices where status = state) as rows,
        (select count(*)::int from outbox where topic = 'event' and payload->>'type' = 'invoices.' || event) as events,
        (select count(*)::int from audit_logs where entity = 'invoices' and operation = 'UPDATE' and action = 'invoices:' || verb) as records
      from (values ('paid', 'paid', 'pay'), ('void', 'voided', 'void')) as v(state, event, verb)`,
    )
    return rows
  }

  test(`${rounds * perRound * accounts * steps} writes: the sums stay, each invoice goes one way`, {
    timeout: 3_600_000,
  }, async () => {
    const begun = performance.now()
    for (let number = 0; number < rounds; number++) await Promise.all(all.map(round))
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    console.info(`${rounds * perRound * accounts * steps} writes in ${seconds} s: ${JSON.stringify(tally)}`)

    const client = new Client(house.ownerUrl)
    await client.connect()
    try {
      const invoices = rounds * perRound * accounts
      expect(tally.paid + tally.voided).toBe(invoices)
      const { paid, voided } = tally
      expect(await stored(client)).toEqual([
        { state: 'paid', rows: paid, events: paid, records: paid },
        { state: 'void', rows: voided, events: voided, records: voided },
      ])
      const { rows: books } = await client.query(
        `select owner_id as id, sum(total)::float8 as sum, count(*)::int as n, max(substr(number, 6)::int) as last,
          count(distinct number)::int as numbers, bool_and((status = 'paid') = (paid_at is not null)) as dated
        from invoices group by owner_id`,
      )
      const n = rounds * perRound
      expect(books).toHaveLength(accounts)
      for (const { id, ...book } of books)
        expect(book).toEqual({ sum: expectedSums.get(id), n, last: n, numbers: n, dated: true })
    } finally {
      await client.end()
    }
  })

  test('the books would show it if one invoice had gone astray', async () => {
    const client = new Client(house.ownerUrl)
    await client.connect()
    try {
      await client.query(`begin; alter table invoices disable trigger all;
        update invoices set status = 'paid' where id = (select id from invoices where status = 'void' limit 1)`)
      const [paid] = await stored(client)
      expect(paid?.rows).toBe((paid?.events ?? 0) + 1)
    } finally {
      await client.query('rollback')
      await client.end()
    }
  })
})
