/** What the tests of webhooks have in common: a house that may send to this machine, and a receiver on it. */
import { expect } from 'vitest'
import { deliverWebhooks } from '../../src/webhooks/jobs.ts'
import { type House, type HouseOptions, type Json, openHouse } from '../support/house.ts'
import { openReceiver } from '../support/webhook-receiver.ts'

export type Room = Awaited<ReturnType<typeof openRoom>>

export async function openRoom(options: HouseOptions = {}) {
  const house: House = await openHouse({
    ...options,
    config: { privateHosts: ['127.0.0.1'], ...options.config },
  })
  const receiver = await openReceiver()

  /** An endpoint of a person, with its secret. */
  async function subscribe(token: string, sent: object = {}): Promise<Json> {
    const body = { url: `${receiver.url}/hook`, events: ['*'], ...sent }
    const made = await house.call('POST', '/v1/webhook-endpoints', body, token)
    expect(made.status).toBe(201)
    return made.body
  }

  /** Something happens: `customers.created`. */
  async function happen(token: string): Promise<string> {
    const made = await house.call('POST', '/v1/customers', { name: 'Ada' }, token)
    expect(made.status).toBe(201)
    return made.body.id
  }

  /** The log of an endpoint, newest first. */
  async function log(token: string, id: string): Promise<readonly Json[]> {
    const page = await house.call('GET', `/v1/webhook-endpoints/${id}/deliveries`, undefined, token)
    expect(page.status).toBe(200)
    return page.body.data
  }

  /** What waits for its next attempt need wait no longer. */
  const due = () =>
    house.alter(`update outbox set run_at = clock_timestamp() where topic = 'webhook' and done_at is null`)

  return {
    ...house,
    receiver,
    subscribe,
    happen,
    log,
    due,
    deliver: () => deliverWebhooks(house.ports),
    async close() {
      await receiver.close()
      await house.close()
    },
  }
}
