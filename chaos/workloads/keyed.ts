/** Customers and invoices are made, most of them with a key; a write without one is asked once, and may be unknown. */
import { randomUUID } from 'node:crypto'
import type { Table } from '../../test/fire/ledger.ts'
import { type Answer, type Asked, type Client, isReplay } from '../client.ts'
import type { History } from '../history.ts'
import { crew, type Opening } from './workload.ts'

const clients = 6
const line = { description: 'Hour', quantity: 1.5, unitAmount: 12_000, taxRate: 1900 }

export const keyed: Opening = async (play) => {
  const account = await play.account('keyed')
  const customerId = await customerOf(play.client('keyed', account), play.history)
  return {
    work: () =>
      crew(play, 'keyed', clients, account, async (client, number) => {
        const table: Table = number % 2 === 0 ? 'customers' : 'invoices'
        const mark = `${client.name} ${number}`
        const body = table === 'customers' ? { name: mark } : draftOf(customerId, mark)
        if (number % 8 < 7) return make(client, play.history, table, mark, body)
        const asked: Asked = { method: 'POST', path: `/v1/${table}`, body }
        const got = await client.once(asked)
        if (got.kind === 'lost') return play.history.unknown.push(mark)
        if (got.kind === 'refused') return
        if (got.status === 201) return noteMade(play.history, table, mark, undefined, got)
        // It may have been at the database when the time was over.
        if (got.status >= 502 || got.status === 429) return play.history.unknown.push(mark)
        client.unexpected(asked, got)
      }),
  }
}

export const draftOf = (customerId: string, mark: string) => ({
  ...{ customerId, currency: 'EUR', lines: [line], notes: mark },
})

/** For all invoices of an account. */
export async function customerOf(client: Client, history: History): Promise<string> {
  const mark = `${client.name}: whom its invoices are for`
  const id = await make(client, history, 'customers', mark, { name: mark })
  if (!id) throw new Error('No customer was made though nothing was broken.')
  return id
}

/** Makes one, with a key; its id. */
export async function make(
  client: Client,
  history: History,
  table: Table,
  mark: string,
  body: object,
): Promise<string | undefined> {
  const key = randomUUID()
  const asked: Asked = { method: 'POST', path: `/v1/${table}`, body }
  const got = await client.insist(asked, key)
  if (!got) return undefined
  if (got.status === 201) return noteMade(history, table, mark, key, got)
  client.unexpected(asked, got)
  return undefined
}

function noteMade(
  history: History,
  table: Table,
  mark: string,
  key: string | undefined,
  got: Answer,
): string {
  const { id } = JSON.parse(got.body)
  const requestId = String(got.headers['x-request-id'])
  history.made({ table, mark, id, requestId, key, replayed: isReplay(got) })
  return id
}
