/** What was sealed is handed to a collector: in order, all of it, again where it was not taken, and without anybody's values. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pushing } from '../../src/audit/push/push.ts'
import { httpsCollector } from '../../src/drivers/collector/https.ts'
import { postgresUrl } from '../support/servers.ts'
import { openReceiver, type Receiver } from '../support/webhook-receiver.ts'
import { type ReadingRoom, readingRoom } from './reading/room.ts'

interface Event {
  readonly class_uid: number
  readonly type_uid: number
  readonly activity_name: string
  readonly status: string
  readonly metadata: { readonly sequence: number; readonly uid: string; readonly log_name: string }
  readonly [key: string]: unknown
}

describe.skipIf(!postgresUrl)('the push', () => {
  let receiver: Receiver
  let room: ReadingRoom
  beforeAll(async () => {
    receiver = await openReceiver()
    room = await readingRoom({
      wrap: (ports) => ({
        ...ports,
        collector: httpsCollector({ url: `${receiver.url}/intake`, token: 'the-token' }),
      }),
    })
  })
  afterAll(async () => {
    await room?.close()
    await receiver?.close()
  })
  beforeEach(() => {
    receiver.received.length = 0
    receiver.answer()
  })

  const round = () => pushing.run(room.house.ports, AbortSignal.timeout(20_000))
  const all = async () => {
    while (await round());
  }
  const events = () => receiver.received.flatMap(({ body }) => JSON.parse(body) as Event[])
  const places = () => events().map(({ metadata }) => metadata.sequence)
  const size = async () =>
    Number((await room.house.rows('select max(size) as size from audit_checkpoints'))[0]?.size)

  test('hands on all that is sealed, in the order of the tree', async () => {
    await room.record(1_200)
    await room.settle()
    await room.record(3)
    await all()
    expect(places()).toEqual(Array.from({ length: await size() }, (_, at) => at))
    const [first] = receiver.received
    expect(first).toMatchObject({
      ...{ method: 'POST', path: '/intake' },
      headers: {
        ...{ 'content-type': 'application/json', authorization: 'Bearer the-token' },
        'idempotency-key': 'holdfast.test/audit:0-500',
      },
    })
  })

  test('hands on nothing twice, and nothing where nothing is new', async () => {
    await all()
    expect(receiver.received).toEqual([])
  })

  test('hands the same over again where it was not taken', async () => {
    await room.settle()
    receiver.status(503)
    await expect(all()).rejects.toMatchObject({ name: 'CollectorError', code: '503' })
    receiver.answer()
    await all()
    const [refused, taken] = receiver.received
    expect(taken?.body).toBe(refused?.body)
    expect(taken?.headers['idempotency-key']).toBe(refused?.headers['idempotency-key'])
    expect(places().at(-1)).toBe((await size()) - 1)
  })

  test('does not follow a redirect, and says nothing of what was sent', async () => {
    await room.record(1)
    await room.settle()
    receiver.status(307, { location: `${receiver.url}/elsewhere` })
    const error = await round().catch((caught: unknown) => caught as Error)
    expect(error).toMatchObject({ code: '307', message: 'The collector did not take it (307).' })
    expect(receiver.received.map(({ path }) => path)).toEqual(['/intake'])
  })

  test('two at once move on together, not twice', async () => {
    await room.record(20)
    await room.settle()
    await Promise.all([round(), round(), round()])
    await all()
    const [row] = await room.house.rows('select next_seq::text from audit_pushes')
    expect(row?.next_seq).toBe(String(await size()))
    expect(new Set(places()).size).toBeGreaterThanOrEqual(20)
  })

  test('tells who did what to which row, by the classes of OCSF, and no value', async () => {
    await all()
    receiver.received.length = 0
    const { house, member } = room
    const made = await house.call('POST', '/v1/customers', { name: 'Zenobia Quill' }, member.token)
    const { id } = made.body
    await house.send('PATCH', `/v1/customers/${id}`, { name: 'Zenobia Q.' }, member.token, {
      'if-match': '"1"',
    })
    await house.send('GET', '/v1/users', undefined, member.token)
    await house.send('POST', '/v1/auth/login', {
      email: member.email,
      password: 'wrong horse battery staple',
    })
    await room.settle()
    await all()
    const told = (of: (event: Event) => boolean) => events().filter(of)
    const about = told(({ entity }) => (entity as { uid?: string }).uid === id)
    expect(about).toMatchObject([
      {
        class_uid: 3004,
        type_uid: 300401,
        activity_name: 'Create',
        status: 'Success',
        actor: { user: { uid: member.id } },
      },
      {
        class_uid: 3004,
        type_uid: 300403,
        activity_name: 'Update',
        unmapped: { changed: expect.arrayContaining(['name']) },
      },
    ])
    expect(
      told(({ status_code, class_uid }) => status_code === 'denied' && class_uid === 6003),
    ).toMatchObject([
      { class_uid: 6003, severity: 'Medium', status: 'Failure', src_endpoint: { ip: '127.0.0.1' } },
    ])
    expect(told(({ class_uid }) => class_uid === 3002)).toContainEqual(
      expect.objectContaining({ activity_name: 'Logon', status: 'Failure' }),
    )
    for (const { body } of receiver.received) expect(body).not.toMatch(/Zenobia/)
  })
})
