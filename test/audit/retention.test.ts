/** Retention: a month goes whole when its time is over, never earlier, never unsealed, and the tree stands. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signersOf } from '../../src/audit/tree/note.ts'
import { verify } from '../../src/audit/verify/verify.ts'
import type { Statement } from '../../src/ports/database.ts'
import { postgresUrl } from '../support/servers.ts'
import { contextOf } from './person.ts'
import { type SealingRoom, sealingRoom } from './seal/room.ts'

describe.skipIf(!postgresUrl)('a month of the log', () => {
  let room: SealingRoom
  beforeAll(async () => {
    room = await sealingRoom()
    // A month long ago, as it would be there had the house stood then.
    await room.owner.plain(`
      create table audit_logs_2020_01 (like audit_logs including constraints);
      alter table audit_logs attach partition audit_logs_2020_01 for values from ('2020-01-01Z') to ('2020-02-01Z');
      alter table audit_logs_2020_01 owner to audit_owner;
      insert into audit_logs (created_at, actor_kind, action, operation, entity, details)
        select '2020-01-15Z', 'system', 'long ago', 'EVENT', 'nothing', '{}' from generate_series(1, 300)`)
    await room.settle()
    await room.record(5)
    await room.settle()
    await room.owner.plain(`insert into audit_logs (created_at, actor_kind, action, operation, entity, details)
      values ('2020-01-17Z', 'system', 'long ago', 'EVENT', 'nothing', '{}')`)
  })
  afterAll(() => room?.close())

  const retire = async () =>
    (await room.app.act('select audit.retire_month()::text as month', contextOf()))[0]?.month
  const read = async (text: string) => (await room.owner.client.query(text)).rows
  const retain = (months: number) => room.owner.plain(`select audit.retain(${months})`)

  test('stays for ever where nobody said how long', async () => {
    await room.settle()
    expect(await retire()).toBeNull()
  })

  test('stays while its time is not over', async () => {
    await retain(1200)
    expect(await retire()).toBeNull()
  })

  test('stays while a record of it is not sealed', async () => {
    await retain(3)
    await room.owner.plain(`insert into audit_logs (created_at, actor_kind, action, operation, entity, details)
      values ('2020-01-16Z', 'system', 'long ago', 'EVENT', 'nothing', '{}')`)
    expect(await retire()).toBeNull()
    await room.settle()
  })

  test('goes whole, leaves its leaves, and an event that says so', async () => {
    const leaves = await read('select count(*)::int as n from audit_leaves')
    expect(await retire()).toBe('2020-01-01')
    expect(await read(`select count(*)::int as n from audit_logs where action = 'long ago'`)).toEqual([
      { n: 0 },
    ])
    expect(await read('select count(*)::int as n from audit_leaves')).toEqual(leaves)
    expect(await read('select month::text, records::int from audit_retired')).toEqual([
      { month: '2020-01-01', records: 302 },
    ])
    const [event] = await read(`select l.entity_id, l.details, l.id = r.event_id as told
      from audit_logs l, audit_retired r where l.action = 'audit.month.retired'`)
    expect(event).toMatchObject({ entity_id: '2020-01', details: { records: 302, firstSeq: 0 }, told: true })
    expect(await retire()).toBeNull()
    await room.record(1)
    await room.settle()
    const asked = {
      verifiers: signersOf(room.sealing),
      elsewhere: [],
      coverage: undefined,
      progress: () => {},
    }
    expect(await verify(room.sealing.database, asked)).toMatchObject({ findings: [], retired: 302 })
  })

  test.each([
    ['a range that is wider than the event says', 'update audit_retired set last_seq = last_seq + 5'],
    ['more records of it', 'update audit_retired set records = records + 1'],
    ['a record within the range, of another month', ''],
  ])('is not believed of %s', async (_what, change) => {
    await room.owner.client.query('begin')
    try {
      await room.owner.client.query(`do $$ declare part text; begin
        for part in select relid::regclass::text from pg_partition_tree('audit_logs') union select 'audit_retired'
        loop execute 'alter table ' || part || ' disable trigger all'; end loop; end $$`)
      // One that was sealed in between: its place is made to lie in the range.
      if (change === '')
        await room.owner.client.query(`delete from audit_logs where id = (
          select f.log_id from audit_leaves f, audit_retired r where f.seq between r.first_seq and r.last_seq
            and exists (select from audit_logs l where l.id = f.log_id) limit 1)`)
      else await room.owner.client.query(change)
      // One after the other: it is one connection, in the middle of a transaction.
      let last: Promise<unknown> = Promise.resolve()
      const reading = {
        query({ text, params }: Statement) {
          const asked = last.then(async () => (await room.owner.client.query(text, [...params])).rows)
          last = asked.catch(() => {})
          return asked
        },
      }
      const asked = {
        verifiers: signersOf(room.sealing),
        elsewhere: [],
        coverage: undefined,
        progress: () => {},
      }
      expect((await verify(reading, asked)).counts).toMatchObject({ 'retirement-unfounded': 1 })
    } finally {
      await room.owner.client.query('rollback')
    }
  })

  test.each([
    ['how long it is kept', 'select audit.retain(3)'],
    ['which are gone', `insert into audit_retired values ('2020-02-01', 0, 0, 0, 0)`],
    ['the period', 'update audit_retention set months = 3'],
    ['a month itself', 'drop table audit_logs_rest'],
  ])('the app cannot say %s', async (_what, attempt) => {
    await expect(room.app.act(attempt)).rejects.toMatchObject({ code: '42501' })
  })
})
