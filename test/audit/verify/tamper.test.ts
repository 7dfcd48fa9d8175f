/**
 * What a superuser can do with every trigger off, and what the verifier says to it. And what nobody can find out, tested as it is
 * stated in docs/audit.md.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seal } from '../../../src/audit/seal/seal.ts'
import type { FindingKind } from '../../../src/audit/verify/findings.ts'
import { prometheus } from '../../../src/drivers/meter/prometheus.ts'
import { postgresUrl } from '../../support/servers.ts'
import { type Copy, type Evidence, evidence } from './room.ts'

const at = (seq: number) => `(select log_id from audit_leaves where seq = ${seq})`
const logOf = (name: string) =>
  `(select id from audit_logs where details -> 'new' ->> 'name' = '${name}' limit 1)`

/** Throws away the tree behind a size. */
const setBack = (size: number) => `
  delete from audit_checkpoints where size > ${size};
  delete from audit_leaves where seq >= ${size};
  delete from audit_tiles where (index + 1) * 256 ^ (level + 1) > ${size}`

/** Seals everything anew, as who has the key can. */
async function sealAgain({ sealing, read }: Copy) {
  const ports = { log: { write: () => {} }, meter: prometheus() }
  const holder = '00000000-0000-4000-8000-00000000000f'
  for (let tries = 0; tries < 600; tries++) {
    await seal(ports, sealing, { signal: AbortSignal.timeout(10_000), holder })
    const [row] = await read(
      `select count(*)::int as n from audit_logs l where not exists (select from audit_leaves f where f.log_id = l.id)`,
    )
    if (row?.n === 0) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe.skipIf(!postgresUrl)('a log that was changed', () => {
  let found: Evidence
  beforeAll(async () => {
    found = await evidence()
  }, 60_000)
  afterAll(() => found?.close())

  test('is verified as long as it was not', async () => {
    await found.copied(async ({ verify }) => {
      const verified = await verify({ notes: found.notes })
      expect(verified).toMatchObject({ findings: [], counts: {}, retired: 0, unsealed: 0 })
      expect(verified.size).toBeGreaterThan(600)
      expect(verified.records).toBe(verified.size)
      expect(verified.checkpoints).toBeGreaterThanOrEqual(4)
      expect(verified.rows).toBeGreaterThan(5)
      expect(verified.erased).toEqual([{ event: expect.stringMatching(/^\d+$/), records: 2 }])
    })
  })

  const cases: readonly [what: string, change: string, kinds: readonly FindingKind[]][] = [
    [
      'who did it',
      `update audit_logs set user_id = null, actor_kind = 'system' where id = ${at(400)}`,
      ['record-altered'],
    ],
    ['what was done', `update audit_logs set action = 'harmless' where id = ${at(300)}`, ['record-altered']],
    [
      'a value',
      `update audit_logs set details = jsonb_set(details, '{new,name}', '"Other"') where id = ${logOf('Renamed')}`,
      ['record-altered', 'row-changed'],
    ],
    ['from where', `update audit_logs set ip_address = '192.0.2.1' where id = ${at(5)}`, ['record-altered']],
    [
      'when',
      `update audit_logs set created_at = created_at - interval '1 second' where id = ${at(20)}`,
      ['record-altered'],
    ],
    ['the salt', `update audit_logs set salt = gen_random_uuid() where id = ${at(20)}`, ['record-altered']],
    ['a record, to nothing', `delete from audit_logs where id = ${at(200)}`, ['record-missing']],
    [
      'a record, by one that is put in later',
      `insert into audit_logs (epoch, xid, actor_kind, action, operation, entity)
      select epoch, xid, 'system', 'invented', 'EVENT', 'nothing' from audit_logs where id = ${at(100)}`,
      ['record-backdated'],
    ],
    [
      'two records, for each other',
      `update audit_logs l set details = o.details, salt = o.salt from audit_logs o
      where (l.id, o.id) in ((${at(1)}, ${at(3)}), (${at(3)}, ${at(1)}))`,
      ['record-altered', 'row-changed', 'erasure-unfounded'],
    ],
    [
      'a month, to nothing',
      `do $$ declare part regclass; begin
      for part in select relid from pg_partition_tree('audit_logs') where isleaf loop execute 'truncate ' || part; end loop; end $$`,
      ['record-missing', 'row-unrecorded', 'row-changed'],
    ],
    [
      'a leaf',
      `update audit_leaves set hash = decode(repeat('ab', 32), 'hex') where seq = 7`,
      ['leaf-altered'],
    ],
    [
      'a leaf and its record',
      `update audit_logs set action = 'harmless' where id = ${at(300)};
      update audit_leaves set hash = decode(repeat('ab', 32), 'hex') where seq = 300`,
      ['record-altered', 'root-mismatch', 'tile-changed'],
    ],
    [
      'which record a leaf is of',
      `update audit_leaves set log_id = -1 where seq = 7; update audit_leaves set log_id = ${at(8)} where false`,
      ['record-missing', 'record-backdated'],
    ],
    [
      'a leaf, to nothing',
      'delete from audit_leaves where seq = 50',
      ['leaf-missing', 'root-mismatch', 'record-backdated', 'tile-changed'],
    ],
    [
      'the last leaves, to nothing',
      'delete from audit_leaves where seq > 600',
      ['leaf-missing', 'record-backdated', 'root-mismatch'],
    ],
    [
      'a tile',
      `update audit_tiles set root = decode(repeat('ab', 32), 'hex') where index = 0`,
      ['tile-changed'],
    ],
    ['a tile, to nothing', 'delete from audit_tiles where index = 1', ['tile-changed']],
    [
      'a note',
      `update audit_checkpoints set note = replace(note, E'\\n\\n', E'\\nmore\\n\\n') where size = (select min(size) from audit_checkpoints)`,
      ['checkpoint-changed'],
    ],
    [
      'the root of a checkpoint',
      `update audit_checkpoints set root = decode(repeat('ab', 32), 'hex') where size = (select min(size) from audit_checkpoints)`,
      ['checkpoint-changed'],
    ],
    [
      'the size of the newest checkpoint',
      'update audit_checkpoints set size = 1000000000 where size = (select max(size) from audit_checkpoints)',
      ['checkpoint-changed'],
    ],
    [
      'an erasure that nobody asked for',
      `update audit_logs set commitment = audit.commitment(salt, details, ip_address, user_agent), salt = null, details = '{}',
      ip_address = null, user_agent = null, erased_by = (select max(id) from audit_logs) where id = ${at(400)}`,
      ['erasure-unfounded'],
    ],
    [
      'a month that was said to be dropped',
      `insert into audit_retired values ('2020-01-01', 1, 400, 400, 1); delete from audit_logs where id = ${at(400)}`,
      ['retirement-unfounded', 'record-missing'],
    ],
    [
      'the functions, by lying ones, and a record',
      `create or replace function audit.commitment(salt uuid, details jsonb, ip_address text, user_agent text)
      returns bytea language sql stable as $$ select decode(repeat('ab', 32), 'hex') $$;
      update audit_logs set details = '{"new": {}}' where id = ${at(200)}`,
      ['record-altered'],
    ],
    [
      'the personal part of a record, without a word',
      `update audit_logs set commitment = audit.commitment(salt, details, ip_address, user_agent), salt = null, details = '{}',
      ip_address = null, user_agent = null where id = ${at(400)}`,
      ['erasure-unfounded'],
    ],
    [
      'what an erased record says',
      `update audit_logs set details = '{"new": {"name": "Invented"}}' where erased_by is not null`,
      ['erasure-unfounded'],
    ],
    [
      'a record, by hanging it on an erasure that was',
      `update audit_logs set commitment = audit.commitment(salt, details, ip_address, user_agent), salt = null, details = '{}',
      ip_address = null, user_agent = null, erased_by = (select id from audit_logs where action = 'audit.erased') where id = ${at(400)}`,
      ['erasure-unfounded'],
    ],
    [
      'a record, by another under its number',
      `insert into audit_logs (id, epoch, xid, created_at, actor_kind, action, operation, entity) overriding system value
      select id, epoch, xid, created_at + interval '1 second', 'system', 'invented', 'EVENT', 'nothing' from audit_logs where id = ${at(100)}`,
      ['record-backdated'],
    ],
    [
      'the newest checkpoint, to nothing, and a record that it covered',
      `delete from audit_checkpoints where size = (select max(size) from audit_checkpoints);
      update audit_logs set action = 'harmless' where id = (select log_id from audit_leaves order by seq desc limit 1)`,
      ['checkpoint-missing'],
    ],
    [
      'where the newest checkpoint says that it ends, and a record put in behind',
      `update audit_checkpoints set last_xid = '1', last_id = 1 where size = (select max(size) from audit_checkpoints);
      insert into audit_logs (epoch, xid, actor_kind, action, operation, entity)
      select epoch, xid, 'system', 'invented', 'EVENT', 'nothing' from audit_logs where id = ${at(100)}`,
      ['checkpoint-changed', 'record-backdated'],
    ],
    [
      'a record put in, with a leaf of its own beyond the tree',
      `insert into audit_logs (epoch, xid, actor_kind, action, operation, entity)
      select epoch, xid, 'system', 'invented', 'EVENT', 'nothing' from audit_logs where id = ${at(100)};
      insert into audit_leaves select 100000, max(id), decode(repeat('ab', 32), 'hex') from audit_logs`,
      ['record-backdated', 'checkpoint-missing', 'tile-changed'],
    ],
    [
      'the tiles, by one more',
      `insert into audit_tiles values (3, 0, decode(repeat('ab', 32), 'hex'))`,
      ['tile-changed'],
    ],
    [
      'one of several rows under a key',
      `update recovery_codes set used_at = now() where code_hash = 'code 3'`,
      ['row-changed'],
    ],
    [
      'one of several rows, to nothing',
      `delete from recovery_codes where code_hash = 'code 3'`,
      ['row-changed'],
    ],
    ['a row', `update customers set name = 'Stolen' where name = 'Renamed'`, ['row-changed']],
    ['a row, to nothing', `delete from customers where name = 'Customer 1'`, ['row-missing']],
    [
      'the rows, by one more',
      `insert into customers (id, owner_id, created_by, name) select gen_random_uuid(), owner_id, created_by, 'Nobody’s' from customers limit 1`,
      ['row-unrecorded'],
    ],
  ]
  test.each(cases)('%s: it is found, and named', async (_what, change, kinds) => {
    await found.copied(async ({ change: apply, verify }) => {
      await apply(change)
      const { counts } = await verify({ notes: found.notes })
      expect(Object.keys(counts).sort()).toEqual(expect.arrayContaining([...new Set(kinds)].sort()))
      const others = Object.keys(counts).filter((kind) => !kinds.includes(kind as FindingKind))
      // Whoever keeps the newest heads sees it as well, where the tree no longer leads to them.
      expect(others.filter((kind) => kind !== 'forked' && kind !== 'rolled-back')).toEqual([])
    })
  })

  test('names the first record that is broken', async () => {
    await found.copied(async ({ change, read, verify }) => {
      const [row] = await read(`select log_id::text as id from audit_leaves where seq = 123`)
      await change(`update audit_logs set outcome = 'denied' where id = ${at(123)} or id = ${at(456)}`)
      const { findings } = await verify()
      expect(findings[0]).toEqual({ kind: 'record-altered', seq: 123, id: row?.id })
    })
  })

  describe('as a whole', () => {
    const last = () => found.notes.at(-1) as string

    test('by setting the tree back: whoever keeps a later head knows', async () => {
      await found.copied(async ({ change, verify }) => {
        await change(setBack(7))
        const alone = await verify()
        expect(alone.counts['rolled-back']).toBeUndefined()
        expect((await verify({ notes: [last()] })).counts).toMatchObject({ 'rolled-back': 1 })
      })
    })

    test('by writing it anew with the stolen key: whoever keeps a head from before knows', async () => {
      await found.copied(async (copy) => {
        await copy.change(
          `${setBack(0)}; update audit_logs set action = 'harmless' where id = (select min(id) from audit_logs)`,
        )
        await sealAgain(copy)
        expect((await copy.verify({ notes: found.notes })).counts).toMatchObject({
          forked: expect.any(Number),
        })
      })
    })

    test('and a head that is signed by somebody else says nothing', async () => {
      await found.copied(async ({ verify }) => {
        const forged = last()
          .replace(/=\n$/, 'A=\n')
          .replace(/(.)(.)A=\n$/, '$2$1=\n')
        expect((await verify({ notes: [forged] })).counts).toEqual({ 'checkpoint-unsigned': 1 })
      })
    })
  })

  describe('is not found, as the docs say,', () => {
    test('where it was not sealed yet', async () => {
      await found.copied(async (copy) => {
        await copy.change(
          `insert into audit_logs (actor_kind, action, operation, entity) values ('system', 'fresh', 'EVENT', 'nothing')`,
        )
        await copy.change(`update audit_logs set action = 'changed' where action = 'fresh'`)
        expect(await copy.verify({ notes: found.notes })).toMatchObject({ findings: [], unsealed: 1 })
        await sealAgain(copy)
        expect(await copy.verify({ notes: found.notes })).toMatchObject({ findings: [], unsealed: 0 })
      })
    })

    test('where all of it was written anew with the stolen key, and nobody keeps a head', async () => {
      await found.copied(async (copy) => {
        await copy.change(
          `${setBack(0)}; update audit_logs set action = 'harmless' where action = 'test:write' and operation = 'EVENT'`,
        )
        await sealAgain(copy)
        expect(await copy.verify()).toMatchObject({ findings: [] })
      })
    })
  })
})
