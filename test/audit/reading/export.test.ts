/** The log as a file: in the order of the tree, whole or from where one stopped, and known in the log itself. */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { counting, type Trips } from '../../support/counting.ts'
import type { Json } from '../../support/house.ts'
import { postgresUrl } from '../../support/servers.ts'
import { type ReadingRoom, readingRoom } from './room.ts'

describe.skipIf(!postgresUrl)('an export of the log', () => {
  let room: ReadingRoom
  const trips: Trips = { redis: 0, postgres: 0 }
  beforeAll(async () => {
    room = await readingRoom({ wrap: counting(trips) })
    await room.record(1_200)
    await room.settle()
  })
  afterAll(() => room?.close())

  const lines = async (query = '') => {
    const response = await room.fetch(`/v1/audit-logs/export${query}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
    expect(response.headers.get('cache-control')).toBe('no-store')
    const text = await response.text()
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Json)
  }
  const sizeOf = async () => (await room.get('/v1/audit-logs/verification')).body.size as number

  test('holds every sealed record once, in the order of the tree, as the list shows it', async () => {
    const size = await sizeOf()
    const all = await lines()
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: size }, (_, at) => at))
    const { body } = await room.get('/v1/audit-logs?entity=nothing&limit=100')
    for (const record of body.data) expect(all[record.seq]).toEqual(record)
  })

  test('goes on behind any place, also page by page of what is asked for', async () => {
    const size = await sizeOf()
    const all = await lines()
    for (const after of [0, 255, 499, 500, size - 2]) {
      const rest = await lines(`?after=${after}`)
      expect(rest).toEqual(all.slice(after + 1, size))
    }
    expect(await lines(`?after=${size - 1}`)).toEqual([])
    expect(await lines('?after=999999999999')).toEqual([])
  })

  test('leaves an event before anything is answered, in the trip that reads the first page', async () => {
    await room.get('/v1/me')
    trips.postgres = 0
    const response = await room.fetch('/v1/audit-logs/export?after=1190')
    expect(trips.postgres).toBe(1)
    const [event] = await room.house.rows(
      `select outcome, entity, details from audit_logs where action = 'audit-logs:export' and user_id = $1 order by id desc limit 1`,
      room.auditor.id,
    )
    expect(event).toEqual({ outcome: 'success', entity: 'audit-logs', details: { after: 1190 } })
    await response.text()
  })

  test('ends where the tree ended when it began', async () => {
    await room.settle()
    const size = await sizeOf()
    const response = await room.fetch('/v1/audit-logs/export')
    await room.record(600)
    await room.settle()
    const text = await response.text()
    expect(text.split('\n').length - 1).toBe(size)
  })

  test('reads no more of heavy records at once than is heavy enough', async () => {
    const before = await sizeOf()
    await room.record(40, { text: 'x'.repeat(40_000) }, 'heavy')
    await room.settle()
    const size = await sizeOf()
    trips.postgres = 0
    const heavy = await lines(`?after=${before - 1}`)
    expect(heavy.map(({ seq }) => seq)).toEqual(Array.from({ length: size - before }, (_, at) => before + at))
    expect(trips.postgres).toBeGreaterThanOrEqual(4)
    expect(trips.postgres).toBeLessThan(8)
  })

  test.each(['-2', '1.5', 'x', '', '1e3', '9'.repeat(16)])('takes no after=%s', async (after) => {
    const { status, body } = await room.get(`/v1/audit-logs/export?after=${after}`)
    expect([status, body.errors?.[0].pointer]).toEqual([422, '#/query/after'])
  })

  test('goes on over a month that was dropped, whose entries are not found and whose hashes stay', async () => {
    const owner = new Client(room.house.ownerUrl as string)
    await owner.connect()
    const { rows } = await owner.query(
      `select inhrelid::regclass::text as month from pg_inherits where inhparent = 'audit_logs'::regclass`,
    )
    for (const { month } of rows)
      await owner.query(`alter table audit_logs detach partition ${month}; drop table ${month}`)
    await owner.query('create table audit_logs_anew partition of audit_logs default')
    await owner.end()
    expect(await lines()).toEqual([])
    const tileOf = async (path: string) => (await room.bytes(`/audit/tile/${path}`, room.admin.token)).status
    expect([await tileOf('entries/000'), await tileOf('0/000')]).toEqual([404, 200])
  })
})
