/** The secret of an endpoint: how it is replaced, when it is not, and what whoever asks again is told of it. */
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxEndpoints } from '../../src/webhooks/create.ts'
import type { Json, Person } from '../support/house.ts'
import type { Received } from '../support/webhook-receiver.ts'
import { openRoom, type Room } from './room.ts'

const path = '/v1/webhook-endpoints'

describe('a secret', () => {
  let room: Room
  let ada: Person
  /** While it is set, writes wait for each other: each has read by then what it rests on. */
  let meeting: { readonly of: number; came: number; readonly all: Promise<void>; begin(): void } | undefined
  beforeAll(async () => {
    room = await openRoom({
      wrap: (ports) => ({
        ...ports,
        database: {
          ...ports.database,
          async atomic(statements, options) {
            if (meeting && ++meeting.came === meeting.of) meeting.begin()
            await meeting?.all
            return ports.database.atomic(statements, options)
          },
        },
      }),
    })
    ada = await room.signIn()
  })
  afterAll(() => room?.close())

  const rotate = (id: string, headers: Readonly<Record<string, string>> = {}, token = ada.token) =>
    room.call('POST', `${path}/${id}/rotate-secret`, undefined, token, headers)

  /** Those of the secrets that a message of now is signed with. */
  async function signing(id: string, secrets: readonly string[]): Promise<readonly string[]> {
    room.receiver.received.length = 0
    await room.happen(ada.token)
    await room.deliver()
    const [{ id: delivery }] = (await room.log(ada.token, id)) as [Json]
    const one = room.receiver.received.find(({ headers }) => headers['webhook-id'] === delivery) as Received
    const fits = (secret: string) => {
      try {
        return Boolean(new Webhook(secret).verify(one.body, one.headers))
      } catch {
        return false
      }
    }
    expect(one.headers['webhook-signature']?.split(' ')).toHaveLength(secrets.filter(fits).length)
    return secrets.filter(fits)
  }

  const audited = async (id: string) =>
    (await room.rows('select count(*)::int as n from audit_logs where entity_id = $1', id))[0]?.n

  test('that is replaced twice within a day signs no more: there are two at most', async () => {
    const { id, secret: first } = await room.subscribe(ada.token)
    const second = (await rotate(id)).body.secret
    const third = (await rotate(id)).body.secret
    expect(await signing(id, [first, second, third])).toEqual([second, third])
  })

  test('is replaced on the version that was read, and on no other', async () => {
    const { id, secret } = await room.subscribe(ada.token)
    const before = await audited(id)
    for (const version of ['"2"', '"99", "98"']) {
      const refused = await rotate(id, { 'if-match': version })
      expect(refused).toMatchObject({ status: 412, body: { code: 'precondition-failed' } })
      expect(refused.headers.get('etag')).toBe('"1"')
      expect(JSON.stringify(refused.body)).not.toContain('whsec_')
    }
    expect(await audited(id)).toBe(before)
    expect(await signing(id, [secret])).toEqual([secret])

    const rotated = await rotate(id, { 'if-match': '"1"' })
    expect([rotated.status, rotated.headers.get('etag')]).toEqual([200, '"2"'])
    expect((await rotate(id, { 'if-match': '"1"' })).status).toBe(412)
    expect((await rotate(id, { 'if-match': '*' })).status).toBe(200)
  })

  test('is replaced by one of two who do it at the same moment, and the other is told so', async () => {
    const { id, secret } = await room.subscribe(ada.token)
    const before = await audited(id)
    let begin = () => {}
    const all = new Promise<void>((resolve) => {
      begin = resolve
    })
    meeting = { of: 2, came: 0, all, begin }
    const keys = ['one', 'other'].map((key) => ({ 'idempotency-key': `${id}-${key}` }))
    const asked = await Promise.all(keys.map((key) => rotate(id, key)))
    meeting = undefined
    const [winner, loser] = asked.toSorted((a, b) => a.status - b.status) as [Json, Json]
    expect([winner.status, loser.status]).toEqual([200, 409])
    expect(loser.body).toMatchObject({
      code: 'conflict',
      detail: 'Its secret was changed at the same moment.',
    })
    expect(await audited(id)).toBe(Number(before) + 1)
    expect(await signing(id, [secret, winner.body.secret])).toEqual([secret, winner.body.secret])
    // Asked again, each is told what it was told.
    const again = await Promise.all(keys.map((key) => rotate(id, key)))
    expect(again.map(({ body }) => body)).toEqual(asked.map(({ body }) => body))
  })

  test('that was told to one request is told to its retry, whatever became of it since', async () => {
    const key = (name: string) => ({ 'idempotency-key': `kept-${name}` })
    const sent = { url: `${room.receiver.url}/kept`, events: ['*'] }
    const create = () => room.call('POST', path, sent, ada.token, key('create'))
    const made = await create()
    const turned = await rotate(made.body.id, key('turn'))
    await rotate(made.body.id)
    await room.call('DELETE', `${path}/${made.body.id}`, undefined, ada.token, { 'if-match': '*' })
    for (const [first, again] of [
      [made, await create()],
      [turned, await rotate(made.body.id, key('turn'))],
    ] as const) {
      expect([again.status, again.body]).toEqual([first.status, first.body])
      expect(again.headers.get('idempotency-replayed')).toBe('true')
      expect(again.headers.get('cache-control')).toBe('no-store')
    }
    expect(turned.body.secret).not.toBe(made.body.secret)
  })

  test('waits for its retry as it stands in the table, sealed', async () => {
    const key = (name: string) => ({ 'idempotency-key': `sealed-${name}` })
    const sent = { url: `${room.receiver.url}/sealed`, events: ['*'] }
    const made = await room.call('POST', path, sent, ada.token, key('create'))
    const stored = async (name: string) =>
      (await room.rows('select body from idempotency_results where key = $1', `sealed-${name}`))[0]
        ?.body as Json
    const standing = async () =>
      (
        await room.rows('select secret, previous_secret from webhook_endpoints where id = $1', made.body.id)
      )[0]
    expect(await stored('create')).toMatchObject({ ...(await standing()), id: made.body.id })
    const turned = await rotate(made.body.id, key('turn'))
    const { secret, previous_secret } = await stored('turn')
    expect({ secret, previous_secret }).toEqual(await standing())
    expect(new Set([secret, previous_secret, (await stored('create')).secret]).size).toBe(3)
    const kept = JSON.stringify(await room.rows('select to_jsonb(r) as row from idempotency_results r'))
    for (const told of [made.body.secret, turned.body.secret]) expect(kept).not.toContain(told.slice(6, 40))
  })

  test('is told again to who made the last endpoint that there may be', async () => {
    const { token } = await room.signIn()
    for (let at = 1; at < maxEndpoints; at++) await room.subscribe(token)
    const sent = { url: `${room.receiver.url}/last`, events: ['*'] }
    const create = (key: string) => room.call('POST', path, sent, token, { 'idempotency-key': key })
    const made = await create('last')
    expect(made.status).toBe(201)
    expect((await create('last')).body).toEqual(made.body)
    const refused = await create('too-many')
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      `There are ${maxEndpoints} endpoints already; delete one first.`,
    ])
    // Also when there is room again: what a retry gets is the first answer.
    await room.call('DELETE', `${path}/${made.body.id}`, undefined, token, { 'if-match': '*' })
    expect((await create('too-many')).body).toEqual(refused.body)
    expect((await create('another')).status).toBe(201)
  })
})
