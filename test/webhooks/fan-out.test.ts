import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fanOut } from '../../src/webhooks/fan-out.ts'
import { deliverWebhooks } from '../../src/webhooks/jobs.ts'
import type { Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'
import { openRoom, type Room } from './room.ts'

describe.skipIf(!postgresUrl)('fan-out', () => {
  let room: Room
  let ada: Person
  beforeAll(async () => {
    room = await openRoom()
    ada = await room.signIn()
  })
  afterAll(() => room?.close())

  /** As many changes as one wants, as the statement of each leaves them. */
  const events = (count: number, owner: string) =>
    room.alter(
      `insert into outbox (topic, payload) select 'event', jsonb_build_object('type', 'invoices.paid', 'entity', 'invoices',
        'id', gen_random_uuid(), 'version', g, 'owner', $2::text, 'request', null) from generate_series(1, $1::int) g`,
      String(count),
      owner,
    )
  const left = async () =>
    (await room.rows(`select count(*)::int as n from outbox where topic = 'event' and done_at is null`))[0]?.n

  test('gives each event to each endpoint once, however many do it at the same time', async () => {
    const endpoints = [
      await room.subscribe(ada.token),
      await room.subscribe(ada.token, { url: `${room.receiver.url}/two` }),
    ]
    await events(1_500, ada.id)
    await Promise.all(Array.from({ length: 4 }, () => room.deliver()))
    while (room.receiver.received.length < 3_000) if ((await room.deliver()).done === 0) break
    expect(await left()).toBe(0)
    const seen = room.receiver.received.map(({ path, body }) => `${path} ${JSON.parse(body).data.id}`)
    expect(seen).toHaveLength(3_000)
    expect(new Set(seen).size).toBe(3_000)
    expect(new Set(room.receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(3_000)
    for (const { id } of endpoints) {
      const states = await room.rows(
        'select state, attempts, count(*)::int as n from webhook_deliveries where endpoint_id = $1 group by 1, 2',
        id,
      )
      expect(states).toEqual([{ state: 'delivered', attempts: 1, n: 1_500 }])
    }
  }, 120_000)

  test('costs one statement where nobody listens', async () => {
    const eve = await room.signIn()
    await events(1_000, eve.id)
    const trips: number[] = []
    const { database } = room.ports
    const counting = {
      ...database,
      atomic: (...asked: Parameters<typeof database.atomic>) => {
        trips.push(asked[0].length)
        return database.atomic(...asked)
      },
    }
    expect(await fanOut({ ...room.ports, database: counting }, performance.now())).toBe(0)
    expect(trips).toEqual([1])
    expect(await left()).toBe(0)
  })

  test('lets an endpoint that lets us wait hold up nobody else', async () => {
    const [slow, quick] = [await room.signIn(), await room.signIn()]
    const endpoint = await room.subscribe(slow.token, { url: `${room.receiver.url}/slow` })
    await room.subscribe(quick.token, { url: `${room.receiver.url}/quick` })
    room.receiver.received.length = 0
    room.receiver.answer((response, { path }) => {
      if (path !== '/slow') response.writeHead(204).end()
    })
    await events(60, slow.id)
    await events(5, quick.id)
    const egress = {
      ...room.ports.egress,
      post: (posting: Parameters<typeof room.ports.egress.post>[0]) =>
        room.ports.egress.post(posting, AbortSignal.timeout(300)),
    }
    await deliverWebhooks({ ...room.ports, egress })
    const paths = room.receiver.received.map(({ path }) => path)
    expect(paths.filter((path) => path === '/quick')).toHaveLength(5)
    expect(paths.filter((path) => path === '/slow').length).toBeLessThanOrEqual(20)
    const waiting = await room.rows(
      `select count(*)::int as n from webhook_deliveries d join outbox o on o.id = d.job_id
        where d.endpoint_id = $1 and d.state = 'pending' and o.run_at > clock_timestamp() + interval '40 seconds'`,
      endpoint.id,
    )
    expect(Number(waiting[0]?.n)).toBeGreaterThanOrEqual(40)
  })
})
