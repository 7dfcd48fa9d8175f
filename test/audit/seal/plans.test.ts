/**
 * What a sealer says with every round, on 120,000 records of six months: it costs what it seals, however long the log is, however little of it
 * is sealed, and however long somebody's transaction holds up the rest.
 */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LogRecord } from '../../../src/audit/entry.ts'
import { readHead, readUnsealed, swap } from '../../../src/audit/seal/statements.ts'
import { unsealedSeconds } from '../../../src/audit/seal/unsealed.ts'
import type { Statement } from '../../../src/ports/database.ts'
import { takeLease } from '../../../src/store/lease.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { explain } from '../../support/explained.ts'
import { postgresUrl } from '../../support/servers.ts'

const months = 6
const perMonth = 20_000
const records = months * perMonth
const count = 1_000

/** Their rows lie as they were written, some twenty on a page; and each partition is opened, those of the months to come as well. */
const allowed = count / 10 + 100

const month = (ago: number) => `date_trunc('month', now()) - make_interval(months => ${ago})`

/** In transactions of their own, oldest first, as if the app had been there for months. */
const writing = (ago: number, from: number, to: number) =>
  `insert into public.audit_logs (created_at, actor_kind, action, operation, entity, entity_id, details)
   select ${month(ago)} + n * interval '1 second', 'system', 'verb:' || n % 60, 'EVENT', 'things', n::text, '{"new": {"name": "as long as usual"}}'
   from generate_series(${from} + 1, ${to}) n order by n`

const partition = (ago: number) => `do $$ begin
  execute format('create table public.%I partition of public.audit_logs for values from (%L) to (%L)',
    'audit_logs_' || to_char(${month(ago)}, 'YYYY_MM'), ${month(ago)}, ${month(ago - 1)}); end $$`

describe.skipIf(!postgresUrl)(`on ${records} records`, () => {
  let database: TestDatabase
  let owner: Client
  let sealer: Client
  beforeAll(async () => {
    database = await freshDatabase()
    owner = new Client(database.ownerUrl)
    sealer = new Client(database.sealerUrl)
    await Promise.all([owner.connect(), sealer.connect()])
    await owner.query(`set role audit_owner; set synchronous_commit = off; set timezone = 'UTC'`)
    for (let ago = months - 1; ago > 0; ago--) await owner.query(partition(ago))
    for (let ago = months - 1; ago >= 0; ago--)
      for (let from = 0; from < perMonth; from += 1_000) await owner.query(writing(ago, from, from + 1_000))
    await owner.query(`insert into public.audit_leaves (seq, log_id, hash)
      select row_number() over (order by id) - 1, id, sha256(id::text::bytea) from public.audit_logs;
      insert into public.audit_tiles (level, index, root) select 0, n, sha256('') from generate_series(0, ${Math.floor(records / 256) - 1}) n`)
    await owner.query('reset role')
    await owner.query('vacuum analyze')
  }, 240_000)
  afterAll(async () => {
    await Promise.allSettled([owner?.end(), sealer?.end()])
    await database?.drop()
  })

  const sealedUpTo = (size: number) =>
    owner.query(`insert into audit_checkpoints (size, epoch, last_xid, last_id, root, note)
      select ${size}, epoch, xid, id, sha256(''), 'x' from audit_logs order by epoch, xid, id offset ${size - 1} limit 1`)

  async function keepsWithin(pages: number, statement: Statement) {
    const plan = await explain(sealer, statement)
    expect(
      plan.scanned.filter((table) => table.startsWith('audit_logs') || table === 'audit_leaves'),
    ).toEqual([])
    expect(plan.buffers, plan.steps.join(' < ')).toBeLessThan(pages)
    return plan.buffers
  }

  /** What is on its way when somebody has asked. */
  async function heard(ask: (database: never) => Promise<unknown>): Promise<Statement> {
    const asked: Statement[] = []
    const query = async (statement: Statement) => {
      asked.push(statement)
      return []
    }
    await ask({ query } as never)
    return asked[0] as Statement
  }
  const age = () => heard((asked) => unsealedSeconds(asked, AbortSignal.timeout(1_000)))

  test.each([0, 1, records / 2, records - 1, records])('with %i of them sealed', async (size) => {
    if (size > 0) await sealedUpTo(size)
    const pages = {
      head: await keepsWithin(60, readHead()),
      unsealed: await keepsWithin(allowed, readUnsealed({ count })),
      age: await keepsWithin(100, await age()),
    }
    console.info(size, pages)
  })

  test('behind a transaction that stays open: what waits is not looked at', async () => {
    const open = new Client(database.ownerUrl)
    await open.connect()
    try {
      await open.query('begin; select pg_current_xact_id()')
      await owner.query('set role audit_owner')
      for (let from = 0; from < perMonth; from += 1_000) await owner.query(writing(0, from, from + 1_000))
      await owner.query('reset role')
      await keepsWithin(allowed, readUnsealed({ count }))
      expect(await unsealed()).toEqual([])
    } finally {
      await open.end()
    }
  })

  test('the swap looks for nothing but the newest head and the lease', async () => {
    const lease = { lease: 'audit.seal', holder: '00000000-0000-4000-8000-000000000001', seconds: 60 }
    const taken = takeLease(lease)
    const held = await sealer.query(taken.text, [...taken.params])
    // The horizon is the whole server's: another test's transaction may hold it up.
    await expect.poll(async () => (await unsealed()).length, { timeout: 20_000 }).toBe(count)
    const [hash, waiting] = [new Uint8Array(32), await unsealed()]
    const statement = swap({
      lease: { ...lease, fence: held.rows[0].fence },
      ...{ base: records, size: records + count, root: hash, note: 'x', full: [] },
      records: waiting,
      hashes: waiting.map(() => hash),
    })
    // What it writes is not counted.
    await keepsWithin(30, statement)
    const { rows } = await owner.query('select count(*)::int from audit_leaves where seq >= $1', [records])
    expect(rows).toEqual([{ count }])
  })

  async function unsealed(): Promise<LogRecord[]> {
    const { text, params } = readUnsealed({ count })
    return (await sealer.query(text, [...params])).rows
  }
})
