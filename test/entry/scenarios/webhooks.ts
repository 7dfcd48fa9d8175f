/** Somebody else's server is told of what happens, and can know that it was us who told it. */
import { Webhook } from 'standardwebhooks'
import { expect, vi } from 'vitest'
import type { Received } from '../../support/webhook-receiver.ts'
import type { Answer, Client, Person } from '../client.ts'
import { expectProblem, type Family } from '../scenario.ts'
import { customerOf } from './books.ts'

const path = '/v1/webhook-endpoints'

/** An endpoint of a person, at a place of the receiver's that is theirs alone. */
async function subscribed({ quietly, counterparts }: Client, { token, id }: Person, place: string) {
  const body = { url: `${counterparts.receiver.url}/${place}/${id}`, events: ['customers.*'] }
  const made = await quietly(201, `POST ${path}`, { token, body })
  return { id: made.at('id'), secret: made.at('secret'), place: `/${place}/${id}` }
}

/** The first so many that came to a place; fails where they do not come. */
function arrived({ counterparts }: Client, place: string, count: number): Promise<readonly Received[]> {
  return vi.waitFor(
    () => {
      const came = counterparts.receiver.received.filter((one) => one.path === place)
      expect(came.length).toBeGreaterThanOrEqual(count)
      return came.slice(0, count)
    },
    { timeout: 10_000, interval: 50 },
  )
}

/** The delivery log of an endpoint, once the newest of it was tried. */
async function logged({ send, quietly }: Client, { token }: Person, endpoint: string): Promise<Answer> {
  const ask = `GET ${path}/${endpoint}/deliveries`
  await vi.waitFor(async () => expect((await quietly(200, ask, { token })).at('data.0.attempts')).toBe('1'), {
    timeout: 10_000,
    interval: 250,
  })
  return send(200, ask, { token })
}

/** The receiver's side, by somebody else's hand: throws where a signature does not fit. */
const verified = (secret: string, { body, headers }: Received): unknown =>
  new Webhook(secret).verify(body, headers)

export const webhooks: Family = [
  {
    name: 'tells a receiver what happened, in a way that it can verify, and keeps a log of it',
    async play(client) {
      const { send, person, cron, counterparts } = client
      const wanda = await person('wanda')
      const { token } = wanda
      const place = `/hook/${wanda.id}`
      const body = {
        url: counterparts.receiver.url + place,
        events: ['customers.created'],
        description: 'Bücher',
      }
      const made = await send(201, `POST ${path}`, { token, body })
      expect(made.header('cache-control')).toBe('no-store')
      const read = await send(200, `GET ${path}/${made.at('id')}`, { token })
      expect(read.body.toString()).not.toContain('whsec_')

      const customer = await customerOf(client, wanda)
      await cron()
      const [one] = (await arrived(client, place, 1)) as [Received]
      expect(verified(made.at('secret'), one)).toEqual({
        type: 'customers.created',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
        data: { entity: 'customers', id: customer, version: 1, url: `/v1/customers/${customer}` },
      })
      expect(() => verified(made.at('secret'), { ...one, body: `${one.body} ` })).toThrow()
      expect([one.method, one.headers['content-type'], one.headers['user-agent']]).toEqual([
        'POST',
        'application/json',
        'holdfast',
      ])
      const log = await logged(client, wanda, made.at('id'))
      expect(log.at('data.0.id')).toBe(one.headers['webhook-id'])
      expect([log.at('data.0.state'), log.at('data.0.lastStatus')]).toEqual(['delivered', '204'])
    },
  },
  {
    name: 'signs with the old secret and the new one after a rotation, and tells once more what is asked for',
    async play(client) {
      const { send, person, cron } = client
      const wanda = await person('wanda')
      const { token } = wanda
      const { id, secret, place } = await subscribed(client, wanda, 'turned')
      const rotate = `POST ${path}/${id}/rotate-secret`
      const stale = { 'if-match': '"9"' }
      expectProblem(await send(412, rotate, { token, headers: stale }), 'precondition-failed')
      const headers = { 'if-match': '"1"', 'idempotency-key': 'turn' }
      const rotated = await send(200, rotate, { token, headers })
      expect(rotated.at('secret')).not.toBe(secret)
      expect((await send(200, rotate, { token, headers })).body).toEqual(rotated.body)

      await customerOf(client, wanda)
      await cron()
      const [first] = (await arrived(client, place, 1)) as [Received]
      expect(verified(rotated.at('secret'), first)).toEqual(verified(secret, first))
      const delivery = (await logged(client, wanda, id)).at('data.0.id')
      // Without the cron: what somebody asks for waits for nothing.
      const replay = `${path}/${id}/deliveries/${delivery}/replay`
      expect((await send(202, `POST ${replay}`, { token })).at('state')).toBe('pending')
      const [, second] = (await arrived(client, place, 2)) as [Received, Received]
      expect(second.headers['webhook-id']).toBe(delivery)
      expect(second.body).toBe(first.body)
      verified(secret, second)
      const log = await logged(client, wanda, id)
      expect([log.count('data'), log.at('data.0.state')]).toEqual([1, 'delivered'])
      const never = replay.replace(delivery, id)
      expectProblem(await send(404, `POST ${never}`, { token }), 'not-found')
    },
  },
  {
    name: 'tells nothing more to an endpoint that is switched off or removed',
    async play(client) {
      const { send, person, cron, counterparts } = client
      const wanda = await person('wanda')
      const { token } = wanda
      const [off, removed, left] = [
        await subscribed(client, wanda, 'off'),
        await subscribed(client, wanda, 'removed'),
        await subscribed(client, wanda, 'left'),
      ]
      const headers = { 'if-match': '"1"' }
      const patch = { token, headers, body: { status: 'disabled' } }
      expect((await send(200, `PATCH ${path}/${off.id}`, patch)).at('status')).toBe('disabled')
      await send(204, `DELETE ${path}/${removed.id}`, { token, headers })
      await customerOf(client, wanda)
      await cron()
      // Whoever is told of an event is told in one moment.
      await arrived(client, left.place, 1)
      await logged(client, wanda, left.id)
      const places = counterparts.receiver.received.map((one) => one.path)
      expect([places.includes(off.place), places.includes(removed.place)]).toEqual([false, false])
      expect((await send(200, `GET ${path}/${off.id}/deliveries`, { token })).count('data')).toBe(0)
      for (const rest of ['', '/deliveries'])
        expectProblem(await send(404, `GET ${path}/${removed.id}${rest}`, { token }), 'not-found')
      const disabled = await send(200, `GET ${path}?status=disabled`, { token })
      expect([disabled.count('data'), disabled.at('data.0.id')]).toEqual([1, off.id])
    },
  },
  {
    name: 'follows no redirect, ends with whoever wants no more, and says why nobody was reached',
    async play(client) {
      const { send, quietly, person, cron, counterparts } = client
      const wanda = await person('wanda')
      const { token } = wanda
      const [moved, gone] = [
        await subscribed(client, wanda, 'moved'),
        await subscribed(client, wanda, 'gone'),
      ]
      const nobody = { url: 'http://127.0.0.1:1/', events: ['*'] }
      const silent = (await quietly(201, `POST ${path}`, { token, body: nobody })).at('id')
      await customerOf(client, wanda)
      await cron()
      const newest = async (id: string) =>
        JSON.parse((await logged(client, wanda, id)).body.toString()).data[0]
      expect(await newest(gone.id)).toMatchObject({ state: 'dead', lastStatus: 410, nextAttemptAt: null })
      const waits = { state: 'pending', nextAttemptAt: expect.stringMatching(/Z$/) }
      expect(await newest(moved.id)).toMatchObject({ ...waits, lastStatus: 307, lastError: 'status' })
      expect(await newest(silent)).toMatchObject({ ...waits, lastStatus: null, lastError: 'unreachable' })
      for (const id of [moved.id, silent])
        await quietly(204, `DELETE ${path}/${id}`, { token, headers: { 'if-match': '*' } })
      await vi.waitFor(
        async () =>
          expect((await quietly(200, `GET ${path}/${gone.id}`, { token })).at('status')).toBe('disabled'),
        { timeout: 10_000, interval: 250 },
      )
      expect((await send(200, `GET ${path}/${gone.id}/history`, { token })).at('data.0.action')).toBe(
        'jobs:webhook-gone',
      )
      expect(counterparts.receiver.received.map((one) => one.path)).not.toContain('/elsewhere')
    },
  },
  {
    name: 'is sent nowhere inside',
    async play({ send, person }) {
      const { token } = await person('wanda')
      for (const url of [
        'http://10.0.0.1/',
        'http://169.254.169.254/latest/meta-data',
        'http://[::1]/',
        'http://localhost/',
        'http://a:b@hook.example/',
        'file:///etc/passwd',
      ]) {
        const refused = await send(422, `POST ${path}`, { token, body: { url, events: ['*'] } })
        expectProblem(refused, 'validation')
        expect([refused.at('errors.0.pointer'), refused.at('errors.0.code')]).toEqual([
          '#/url',
          'not_permitted',
        ])
      }
    },
  },
]
