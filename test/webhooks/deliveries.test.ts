import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isUuid } from '../../src/core/ids.ts'
import { maxAttempts } from '../../src/webhooks/schedule.ts'
import type { Json, Person } from '../support/house.ts'
import type { Received } from '../support/webhook-receiver.ts'
import { openRoom, type Room } from './room.ts'

const path = '/v1/webhook-endpoints'

/** The receiver's side, by somebody else's hand: throws where a signature does not fit. */
const verify = (secret: string, { body, headers }: Received): Json =>
  new Webhook(secret).verify(body, headers)

describe('deliveries', () => {
  let room: Room
  let ada: Person
  beforeAll(async () => {
    room = await openRoom()
    ada = await room.signIn()
  })
  afterAll(() => room?.close())
  afterEach(async () => {
    await room.alter(`update webhook_endpoints set deleted_at = now() where deleted_at is null`)
    await room.deliver()
    room.receiver.answer()
    room.receiver.received.length = 0
  })

  const received = () => room.receiver.received
  const ids = () => received().map(({ headers }) => headers['webhook-id'])
  const replay = (id: string, delivery: string, token = ada.token) =>
    room.call('POST', `${path}/${id}/deliveries/${delivery}/replay`, undefined, token)

  test('are verified by any receiver of Standard Webhooks, and say what changed and nothing of it', async () => {
    const endpoint = await room.subscribe(ada.token)
    const customer = await room.happen(ada.token)
    await room.deliver()
    expect(received()).toHaveLength(1)
    const [one] = received() as [Received]
    expect(one).toMatchObject({
      method: 'POST',
      path: '/hook',
      headers: { 'content-type': 'application/json' },
    })
    expect(verify(endpoint.secret, one)).toEqual({
      type: 'customers.created',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
      data: { entity: 'customers', id: customer, version: 1, url: `/v1/customers/${customer}` },
    })
    expect(one.body).not.toContain('Ada')
    expect(() => verify(endpoint.secret, { ...one, body: `${one.body} ` })).toThrow()
    expect(isUuid(one.headers['webhook-id'] ?? '')).toBe(true)
    expect(await room.log(ada.token, endpoint.id)).toMatchObject([
      {
        id: one.headers['webhook-id'],
        type: 'customers.created',
        entityId: customer,
        state: 'delivered',
        attempts: 1,
        lastStatus: 204,
        lastError: null,
        nextAttemptAt: null,
      },
    ])
  })

  test.each<[string, readonly string[], boolean]>([
    ['everything', ['*'], true],
    ['all of the entity', ['customers.*'], true],
    ['the very type, among others', ['invoices.paid', 'customers.created'], true],
    ['another type', ['customers.deleted'], false],
    ['another entity', ['invoices.*'], false],
  ])('go to who asked for %s: %s', async (_what, events, told) => {
    await room.subscribe(ada.token, { events })
    await room.happen(ada.token)
    await room.deliver()
    expect(received()).toHaveLength(told ? 1 : 0)
  })

  test('go to the owner of the row only, and to endpoints that are enabled', async () => {
    const eve = await room.signIn()
    await room.subscribe(eve.token, { url: `${room.receiver.url}/eve` })
    const off = await room.subscribe(ada.token, { url: `${room.receiver.url}/off` })
    await room.call('PATCH', `${path}/${off.id}`, { status: 'disabled' }, ada.token, { 'if-match': '"1"' })
    await room.subscribe(ada.token, { url: `${room.receiver.url}/ada` })
    await room.happen(ada.token)
    await room.deliver()
    expect(received().map((one) => one.path)).toEqual(['/ada'])
  })

  test('are tried again until they are taken, under the same id', async () => {
    const endpoint = await room.subscribe(ada.token)
    room.receiver.status(500)
    await room.happen(ada.token)
    await room.deliver()
    await room.deliver()
    expect(received()).toHaveLength(1)
    const [waiting] = await room.log(ada.token, endpoint.id)
    expect(waiting).toMatchObject({ state: 'pending', attempts: 1, lastStatus: 500, lastError: 'status' })
    const wait = Date.parse(waiting.nextAttemptAt) - Date.parse(waiting.lastAttemptAt)
    expect(wait).toBeGreaterThan(4_000)
    expect(wait).toBeLessThan(7_000)
    room.receiver.answer()
    await room.due()
    await room.deliver()
    await room.due()
    await room.deliver()
    expect(new Set(ids()).size).toBe(1)
    expect(received()).toHaveLength(2)
    for (const one of received()) verify(endpoint.secret, one)
    expect(received()[0]?.body).toBe(received()[1]?.body)
    expect(await room.log(ada.token, endpoint.id)).toMatchObject([
      { state: 'delivered', attempts: 2, lastStatus: 204 },
    ])
  })

  test.each<[status: number, retryAfter: string, from: number, to: number]>([
    [429, '3600', 3_600, 4_500],
    [503, new Date(Date.now() + 3_600_000).toUTCString(), 3_500, 4_500],
    // Nobody is asked to wait for longer than our own longest pause, nor for less than the shortest.
    [503, '99999999', 77_000, 96_000],
    [429, '0', 4, 7],
    [503, 'soon', 4, 7],
    [503, '-60', 4, 7],
    // What does not say "later" is not heeded.
    [500, '3600', 4, 7],
    [302, '3600', 4, 7],
  ])('after %i with Retry-After: %s come back when they may', async (status, after, from, to) => {
    const endpoint = await room.subscribe(ada.token)
    room.receiver.status(status, { 'retry-after': after })
    await room.happen(ada.token)
    await room.deliver()
    const [waiting] = await room.log(ada.token, endpoint.id)
    const wait = (Date.parse(waiting.nextAttemptAt) - Date.parse(waiting.lastAttemptAt)) / 1_000
    expect(wait).toBeGreaterThan(from)
    expect(wait).toBeLessThan(to)
  })

  test('wait for days before they are given up, and begin anew where somebody asks for it', async () => {
    const endpoint = await room.subscribe(ada.token)
    room.receiver.status(503)
    await room.happen(ada.token)
    const waits: number[] = []
    for (let attempt = 1; attempt < maxAttempts; attempt++) {
      await room.deliver()
      const [one] = await room.log(ada.token, endpoint.id)
      expect(one).toMatchObject({ state: 'pending', attempts: attempt })
      waits.push((Date.parse(one.nextAttemptAt) - Date.parse(one.lastAttemptAt)) / 1_000)
      expect(await replay(endpoint.id, one.id)).toMatchObject({ status: 409 })
      await room.due()
    }
    const hours = waits.reduce((sum, seconds) => sum + seconds, 0) / 3_600
    expect(hours).toBeGreaterThan(60)
    expect(hours).toBeLessThan(100)
    await room.deliver()
    const [dead] = await room.log(ada.token, endpoint.id)
    expect(dead).toMatchObject({ state: 'dead', attempts: maxAttempts, lastStatus: 503, nextAttemptAt: null })
    await room.due()
    await room.deliver()
    expect(received()).toHaveLength(maxAttempts)

    // It goes on failing: one that had been delivered in between could rightly be asked for twice.
    const asked = await Promise.all([replay(endpoint.id, dead.id), replay(endpoint.id, dead.id)])
    expect(asked.map(({ status }) => status).sort()).toEqual([202, 409])
    await room.settle()
    expect(await room.log(ada.token, endpoint.id)).toMatchObject([{ state: 'pending', attempts: 1 }])
    room.receiver.answer()
    await room.due()
    await room.deliver()
    expect(received()).toHaveLength(maxAttempts + 2)
    expect(new Set(ids()).size).toBe(1)
    expect(await room.log(ada.token, endpoint.id)).toMatchObject([
      { id: dead.id, state: 'delivered', attempts: 2 },
    ])
    const events = await room.rows(
      `select details from audit_logs where action = 'webhook-endpoints:replay' and entity_id = $1`,
      endpoint.id,
    )
    expect(events).toEqual([{ details: { delivery: dead.id } }])
  })

  test('are not sent anew to who is not listening, nor for somebody else, nor what there never was', async () => {
    const endpoint = await room.subscribe(ada.token)
    const other = await room.subscribe(ada.token, { events: ['invoices.*'] })
    await room.happen(ada.token)
    await room.deliver()
    const [one] = await room.log(ada.token, endpoint.id)
    const eve = await room.signIn()
    expect((await replay(endpoint.id, one.id, eve.token)).status).toBe(404)
    expect((await replay(other.id, one.id)).status).toBe(404)
    expect((await replay(endpoint.id, endpoint.id)).status).toBe(404)
    await room.call('PATCH', `${path}/${endpoint.id}`, { status: 'disabled' }, ada.token, {
      'if-match': '"1"',
    })
    expect((await replay(endpoint.id, one.id)).status).toBe(409)
    await room.deliver()
    expect(received()).toHaveLength(1)
  })

  test('are signed with both secrets while the old one still counts', async () => {
    const endpoint = await room.subscribe(ada.token)
    const rotated = await room.call('POST', `${path}/${endpoint.id}/rotate-secret`, undefined, ada.token)
    await room.happen(ada.token)
    await room.deliver()
    const [one] = received() as [Received]
    expect(one.headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}= v1,[A-Za-z0-9+/]{43}=$/)
    expect(verify(endpoint.secret, one)).toEqual(verify(rotated.body.secret, one))

    await room.alter(
      `update webhook_endpoints set previous_secret_until = clock_timestamp() where id = $1`,
      endpoint.id,
    )
    await room.happen(ada.token)
    await room.deliver()
    const later = received()[1] as Received
    verify(rotated.body.secret, later)
    expect(() => verify(endpoint.secret, later)).toThrow()
  })

  test('end with the endpoint that answers 410, which is recorded', async () => {
    const endpoint = await room.subscribe(ada.token)
    room.receiver.status(410)
    await room.happen(ada.token)
    await room.deliver()
    const { body } = await room.call('GET', `${path}/${endpoint.id}`, undefined, ada.token)
    expect(body).toMatchObject({ status: 'disabled', version: 2 })
    expect(await room.log(ada.token, endpoint.id)).toMatchObject([
      { state: 'dead', attempts: 1, lastStatus: 410 },
    ])
    const history = await room.call('GET', `${path}/${endpoint.id}/history`, undefined, ada.token)
    expect(history.body.data[0]).toMatchObject({
      action: 'jobs:webhook-gone',
      actor: { kind: 'system', userId: null },
      old: { status: 'enabled' },
      new: { status: 'disabled' },
    })
    await room.happen(ada.token)
    await room.due()
    await room.deliver()
    expect(received()).toHaveLength(1)
  })

  test.each([301, 302, 307, 308])('follow no redirect: %i is a failure', async (status) => {
    const endpoint = await room.subscribe(ada.token)
    room.receiver.status(status, { location: `${room.receiver.url}/elsewhere` })
    await room.happen(ada.token)
    await room.deliver()
    expect(received().map((one) => one.path)).toEqual(['/hook'])
    expect(await room.log(ada.token, endpoint.id)).toMatchObject([
      { state: 'pending', lastStatus: status, lastError: 'status' },
    ])
  })

  test('do not reach into our own network, though the address was allowed when it was written down', async () => {
    const endpoint = await room.subscribe(ada.token, { url: 'http://127.0.0.1:1/' })
    await room.alter(
      `update webhook_endpoints set url = $1 where id = $2`,
      room.receiver.url.replace('127.0.0.1', 'localhost'),
      endpoint.id,
    )
    await room.happen(ada.token)
    await room.deliver()
    expect(received()).toEqual([])
    expect(await room.log(ada.token, endpoint.id)).toMatchObject([
      { state: 'pending', attempts: 1, lastStatus: null, lastError: 'refused' },
    ])
  })

  test('that wait when their endpoint is switched off are over', async () => {
    const endpoint = await room.subscribe(ada.token)
    room.receiver.status(500)
    await room.happen(ada.token)
    await room.deliver()
    await room.call('PATCH', `${path}/${endpoint.id}`, { status: 'disabled' }, ada.token, {
      'if-match': '"1"',
    })
    await room.due()
    await room.deliver()
    expect(received()).toHaveLength(1)
    expect(await room.log(ada.token, endpoint.id)).toMatchObject([
      { state: 'dead', attempts: 1, lastError: 'endpoint-disabled' },
    ])
  })

  test('leave no secret, no address and no body in logs, metrics and the audit log', async () => {
    const endpoint = await room.subscribe(ada.token, { url: `${room.receiver.url}/their-token` })
    room.receiver.answer((response) => void response.writeHead(500).end('their words'))
    const customer = await room.happen(ada.token)
    await room.deliver()
    expect(received()).toHaveLength(1)
    const audited = await room.rows('select to_jsonb(l) as row from audit_logs l')
    const written = [JSON.stringify(room.logged), room.ports.meter.render(), JSON.stringify(audited)]
    const signature = String(received()[0]?.headers['webhook-signature']).slice(3)
    for (const text of written)
      for (const secret of [endpoint.secret.slice(6), signature, 'their-token', 'their words'])
        expect(text).not.toContain(secret)
    expect(JSON.stringify(room.logged)).not.toContain(customer)
    expect(JSON.stringify(room.logged)).toContain('Postponed')
  })

  test('are listed by pages, newest first, for the very endpoint', async () => {
    const endpoint = await room.subscribe(ada.token)
    for (let at = 0; at < 3; at++) await room.happen(ada.token)
    await room.deliver()
    const log = `${path}/${endpoint.id}/deliveries?limit=2`
    const first = await room.call('GET', log, undefined, ada.token)
    expect(first.body.data).toHaveLength(2)
    expect(first.body.page.hasMore).toBe(true)
    const cursor = first.body.page.nextCursor
    const second = await room.call('GET', `${log}&cursor=${cursor}`, undefined, ada.token)
    expect(second.body.page).toEqual({ nextCursor: null, hasMore: false })
    const all = [...first.body.data, ...second.body.data].map(({ id }) => id)
    expect(all).toEqual([...new Set(all)].sort().reverse())
    expect(all).toHaveLength(3)
    const other = await room.subscribe(ada.token)
    const foreign = await room.call(
      'GET',
      `${path}/${other.id}/deliveries?limit=2&cursor=${cursor}`,
      undefined,
      ada.token,
    )
    expect(foreign.body.code).toBe('invalid-cursor')
  })
})
