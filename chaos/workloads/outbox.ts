/** Customers of one account are made slowly; of each, somebody's server must hear at least once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { openReceiver } from '../../test/support/webhook-receiver.ts'
import type { World } from '../world/world.ts'
import { make } from './keyed.ts'
import { crew, type Opening } from './workload.ts'

const pauseMs = 60
/**
 * Beyond the lease of a job whose worker died, and the minute that a call beside the requests waits for a database whose end of the line
 * is gone. What then still waits is not forgotten; the checker asks the database.
 */
const arriveWithinMs = 75_000

export const outbox: Opening = (play) => outboxWithin(arriveWithinMs)(play)

/** Waits so long at the end, in milliseconds. */
export const outboxWithin =
  (withinMs: number): Opening =>
  async (play) => {
    const { history, world } = play
    const account = await play.account('outbox')
    const receiver = await openReceiver()
    const client = play.client('outbox', account)
    const endpoint = { url: `${receiver.url}/hook`, events: ['customers.created'] }
    const asked = { method: 'POST', path: '/v1/webhook-endpoints', body: endpoint }
    // Without a key: the ledger holds every key against a customer or an invoice. Two of them are told twice, which is allowed.
    for (let tried = 1; ; tried++) {
      const got = await client.once(asked)
      if (got.kind === 'answer' && got.status === 201) break
      if (tried === 5) throw new Error('No webhook endpoint could be made.')
    }

    return {
      work: () =>
        crew(play, 'outbox', 1, account, async (one, number) => {
          const mark = `outbox: ${number}`
          const id = await make(one, history, 'customers', mark, { name: mark })
          if (id) history.toTell.add(id)
          await sleep(pauseMs)
        }),
      async settle() {
        const until = performance.now() + withinMs
        do {
          for (const { body } of receiver.received.splice(0)) {
            history.told.add(JSON.parse(body).data.id)
            history.counts.told++
          }
          if ([...history.toTell].every((id) => history.told.has(id))) return
          await world.cron?.().catch(() => {})
          await hurry(world)
          await sleep(250)
        } while (performance.now() < until)
      },
      close: () => receiver.close(),
    }
  }

/** What waits for its next attempt need not wait for the time to pass; where the database can be told. */
async function hurry({ postgres, look }: World) {
  if (!postgres) return
  await look(async (owner) => {
    const database = new Client(owner)
    await database.connect()
    await database
      .query(
        `update outbox set run_at = clock_timestamp() where done_at is null and dead_at is null and topic = 'webhook'`,
      )
      .finally(() => database.end())
  })
}
