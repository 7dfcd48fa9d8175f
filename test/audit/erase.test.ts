/** Erasure in the log: what is personal is gone, the tree stands, and nothing else about a record can ever change. */

import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entryOf, type LogRecord, recordColumns } from '../../src/audit/entry.ts'
import { eraseFromLog } from '../../src/audit/erase.ts'
import { leafHash } from '../../src/audit/tree/hashing.ts'
import { nodePostgres } from '../../src/drivers/postgres/node-postgres.ts'
import type { Database } from '../../src/ports/database.ts'
import { systemContext } from '../../src/store/context.ts'
import { prepare } from '../../src/store/statement.ts'
import { postgresUrl } from '../support/servers.ts'
import { contextOf } from './person.ts'
import { type SealingRoom, sealingRoom } from './seal/room.ts'

const records = prepare(sql`select ${recordColumns}, encode(f.hash, 'hex') as leaf
  from audit_logs l left join audit_leaves f on f.log_id = l.id order by l.id`)

describe.skipIf(!postgresUrl)('erasing somebody from the log', () => {
  let room: SealingRoom
  let database: Database
  let id: string
  beforeAll(async () => {
    room = await sealingRoom()
    database = nodePostgres({ url: room.database.appUrl, maxConnections: 2 })
  })
  afterAll(async () => {
    await database?.close()
    await room?.close()
  })

  const erase = () =>
    eraseFromLog({ database }, systemContext('jobs', 'account-sweep'), id, AbortSignal.timeout(10_000))
  const all = async () =>
    (await database.query(records())) as unknown as (LogRecord & { leaf: string | null })[]
  const ofThem = (record: LogRecord) => record.user_id === id || record.entity_id === id

  test('is refused while they are there', async () => {
    id = await room.app.user()
    await room.app.act(
      `update users set name = 'Zenobia', version = 2 where id = '${id}'`,
      contextOf({ user_id: id, ip_address: '198.51.100.9' }),
    )
    await room.record(3, { of: 'somebody else' })
    await room.settle()
    expect(await erase()).toBe(true)
    expect((await all()).some(({ erased_by }) => erased_by !== null)).toBe(false)
    await expect(room.app.act(`select audit.erase('${id}', 10)`)).rejects.toMatchObject({ code: '42501' })
  })

  test('takes values and whence, keeps who did what, and says so by an event', async () => {
    await room.app.act(`update users set erased_at = now(), version = 3 where id = '${id}'`)
    const before = await all()
    expect(await erase()).toBe(true)
    const after = await all()
    const event = after.at(-1)
    expect(event).toMatchObject({
      action: 'audit.erased',
      entity: 'users',
      entity_id: id,
      actor_kind: 'system',
      erased_by: null,
    })
    expect(JSON.parse(event?.details ?? '')).toEqual({ records: before.filter(ofThem).length })
    for (const [at, record] of before.entries()) {
      if (!ofThem(record)) expect(after[at]).toEqual(record)
      else
        expect(after[at]).toEqual({
          ...{ ...record, details: '{}', ip_address: null, user_agent: null, salt: null },
          ...{ erased_by: event?.id, commitment: expect.stringMatching(/^[0-9a-f]{64}$/) },
        })
    }
  })

  test('leaves every leaf as it was', async () => {
    await room.settle()
    for (const record of await all())
      expect(Buffer.from(leafHash(entryOf(record))).toString('hex')).toBe(record.leaf)
  })

  test('is done once', async () => {
    const before = await all()
    expect(await erase()).toBe(true)
    expect(await all()).toEqual(before)
  })

  test.each([
    ['a value', `details = '{"a": 1}'`],
    ['who did it', 'user_id = null'],
    ['when', `created_at = created_at - interval '1 second'`],
    ['whence, and nothing else', 'ip_address = null'],
    [
      'what is personal, without an event',
      `details = '{}', ip_address = null, user_agent = null, salt = null, erased_by = 99999999`,
    ],
    [
      'what is personal, by an event of another kind',
      `details = '{}', ip_address = null, user_agent = null, salt = null,
      commitment = audit.commitment(salt, details, ip_address, user_agent), erased_by = (select max(id) from audit_logs where action <> 'audit.erased')`,
    ],
    [
      'the commitment',
      `details = '{}', ip_address = null, user_agent = null, salt = null, commitment = decode(repeat('00', 32), 'hex'),
      erased_by = (select max(id) from audit_logs where action = 'audit.erased')`,
    ],
    ['by which event it was erased', 'erased_by = erased_by + 1'],
  ])('a record cannot lose or change %s, whoever tries', async (_what, change) => {
    await room.record(1, { of: 'somebody' })
    const attempt = `update audit_logs set ${change} where id = (select max(id) from audit_logs where action = 'test') or erased_by is not null`
    await expect(room.owner.plain(attempt)).rejects.toMatchObject({ code: '42501' })
  })
})
