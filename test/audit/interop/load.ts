/** Many who write at once while the log is sealed: records come to be in another order than they are committed. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { House } from '../../support/house.ts'

const perTransaction = 200

/** Transactions of so many records each, by clients of the app's own login, until there are `records`. */
export async function recordEvents(url: string, records: number, clients: number): Promise<void> {
  let left = Math.ceil(records / perTransaction)
  const write = async () => {
    const client = new Client(url)
    await client.connect()
    try {
      while (left-- > 0) {
        await client.query('begin')
        await client.query(`select set_config('app.ctx', '{"actor_kind":"system","action":"test"}', true)`)
        await client.query(
          `select count(audit.event('interop', 'nothing', null, 'success', '{}')) from generate_series(1, ${perTransaction})`,
        )
        await client.query('commit')
      }
    } finally {
      await client.end()
    }
  }
  await Promise.all(Array.from({ length: clients }, write))
}

/** Customers, one after the other, through the API; what a busy machine turns away is asked again. */
export async function makeCustomers(house: House, token: string, count: number): Promise<void> {
  for (let made = 0, refused = 0; made < count; ) {
    const { status } = await house.call('POST', '/v1/customers', { name: `Customer ${made}` }, token)
    if (status === 201) made++
    else if (status !== 503 || ++refused > 100) throw new Error(`A customer was refused: ${status}.`)
    else await sleep(50)
  }
}
