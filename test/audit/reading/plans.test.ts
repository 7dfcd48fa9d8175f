/**
 * Every question that the log can be asked, on 120,000 records of six months: each combination of filters, for what there is much of and
 * for what there is hardly any of, long ago. The statements are those that the app sends; none reads the log from end to end.
 */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportRecords } from '../../../src/audit/reading/export.ts'
import { findRecord } from '../../../src/audit/reading/find.ts'
import { listRecords, type RecordQuery } from '../../../src/audit/reading/list.ts'
import { proveRecord } from '../../../src/audit/reading/proof.ts'
import { entryBundle, tile } from '../../../src/audit/reading/tiles.ts'
import { verification } from '../../../src/audit/reading/verification.ts'
import type { Row, Statement } from '../../../src/ports/database.ts'
import type { Call } from '../../../src/ports/endpoint.ts'
import { freshDatabase, type TestDatabase } from '../../support/database.ts'
import { explain, type Plan } from '../../support/explained.ts'
import { testConfig } from '../../support/house.ts'
import { postgresUrl } from '../../support/servers.ts'

const months = 6
const perMonth = 20_000
const records = months * perMonth

/**
 * The whole log has over 3,000 pages, and its indexes as many again. Most questions touch a few dozen; what is asked of a month by what
 * it was, and lies in no order with that, gathers all of it that there is in that month.
 */
const allowed = 400

const often = '01a00000-0000-7000-8000-000000000001'
const seldom = '01a00000-0000-7000-8000-000000000002'

const config = testConfig()

/** Six months up to this one, each a partition as the app would have made it, and three records of everything rare in the first. */
const filling = `set role audit_owner; set synchronous_commit = off; set timezone = 'UTC';
  select set_config('app.ctx', '{"actor_kind":"user","user_id":"${often}","action":"t","ip_address":"203.0.113.7","user_agent":"test"}', false);
  do $$ declare month timestamptz; begin
    for ago in reverse ${months - 1} .. 0 loop
      month := date_trunc('month', now()) - make_interval(months => ago);
      if ago > 0 then
        execute format('create table public.%I partition of public.audit_logs for values from (%L) to (%L)',
          'audit_logs_' || to_char(month, 'YYYY_MM'), month, month + interval '1 month');
      end if;
      insert into public.audit_logs (created_at, actor_kind, user_id, action, operation, entity, entity_id, outcome, details)
      select month + n * interval '1 second', 'user', case when ago = ${months - 1} and n <= 3 then '${seldom}' else '${often}' end::uuid,
        case when ago = ${months - 1} and n <= 3 then 'rare:one' else 'verb:' || n % 60 end, 'EVENT',
        case when ago = ${months - 1} and n <= 3 then 'rarities' else 'things' end,
        case when ago = ${months - 1} and n <= 3 then '1' else (n % 500)::text end,
        case when ago = ${months - 1} and n <= 3 then 'failure' else 'success' end, '{"new": {"name": "as long as usual"}}'
      from generate_series(1, ${perMonth}) n order by n;
    end loop; end $$;
  insert into public.audit_leaves (seq, log_id, hash) select row_number() over (order by id) - 1, id, sha256(id::text::bytea) from public.audit_logs;
  insert into public.audit_tiles (level, index, root) select 0, n, sha256(n::text::bytea) from generate_series(0, ${Math.floor(records / 256) - 1}) n;
  insert into public.audit_tiles (level, index, root) select 1, n, sha256(n::text::bytea) from generate_series(0, ${Math.floor(records / 65_536) - 1}) n;
  insert into public.audit_checkpoints (size, epoch, last_xid, last_id, root, note)
    select n * 10, 1, '1', 1, sha256(''), 'x' from generate_series(1, ${records / 10 - 1}) n;
  insert into public.audit_checkpoints (size, epoch, last_xid, last_id, root, note)
    select ${records}, 1, xid, id, sha256(''), 'x' from public.audit_logs order by epoch desc, xid desc, id desc limit 1;
  insert into public.audit_anchorings (anchor, size)
    select a, n * 10 from unnest(array['folder', 's3', 'witness']) a, generate_series(1, ${records / 10}) n;
  reset role; vacuum analyze public.audit_logs, public.audit_leaves, public.audit_tiles, public.audit_checkpoints, public.audit_anchorings`

describe.skipIf(!postgresUrl)(`on ${records} records`, () => {
  let database: TestDatabase
  let app: Client
  beforeAll(async () => {
    database = await freshDatabase()
    const owner = new Client(database.ownerUrl)
    await owner.connect()
    for (const part of filling.split(/;\n {2}(?=select|insert|reset)|(?<=\$\$);|; (?=vacuum)/))
      await owner.query(part)
    await owner.end()
    app = new Client(database.appUrl)
    await app.connect()
  }, 240_000)
  afterAll(async () => {
    await app?.end()
    await database?.drop()
  })

  /** What is asked of the database; the answers are the database's own. */
  async function heard(
    ask: (call: Call) => Promise<unknown>,
    told: (row: Row, at: number) => Row = (row) => row,
  ): Promise<readonly Statement[]> {
    const statements: Statement[] = []
    const answer = async (statement: Statement) => {
      statements.push(statement)
      return (await app.query(statement.text, [...statement.params])).rows.map(told)
    }
    const atomic = async (all: readonly Statement[]) => {
      const rows = []
      for (const one of all) rows.push(/set_config|audit\.event/.test(one.text) ? [] : await answer(one))
      return rows
    }
    const ports = { config, database: { query: answer, atomic } }
    const deadline = { signal: AbortSignal.timeout(60_000), remainingMs: () => 60_000 }
    const actor = { kind: 'anonymous' }
    await ask({ ports, deadline, actor, client: {}, target: '/v1/audit-logs' } as unknown as Call)
    return statements
  }

  /** Of 256 leaves there is one tile: a few pages of it are read as they lie. */
  const isRead = ({ scanned }: Plan) => scanned.filter((table) => /^audit_(?!tiles$)/.test(table))
  /** Months in which nothing lies yet are read in no time, however it is done. */
  const isEmpty = (table: string) =>
    table === 'audit_logs_rest' || (/^audit_logs_/.test(table) && table > thisMonth)
  const thisMonth = `audit_logs_${new Date().toISOString().slice(0, 7).replace('-', '_')}`

  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString()
  const filters: readonly RecordQuery[] = [
    { actor: often },
    { actor: seldom },
    { action: 'verb:7' },
    { action: 'rare:one' },
    { entity: 'things' },
    { entity: 'rarities' },
    { entity: 'things', entityId: '77' },
    { entity: 'rarities', entityId: '1' },
    { outcome: 'success' },
    { outcome: 'failure' },
    { from: day(100) },
    { to: day(100) },
    { from: day(75), to: day(70) },
  ]
  const pairs = filters.flatMap((one, at) =>
    filters
      .slice(at + 1)
      .flatMap((other) => (Object.keys(one).some((key) => key in other) ? [] : [{ ...one, ...other }])),
  )
  const questions = [
    {},
    ...filters,
    ...pairs,
    { ...filters[0], ...filters[2], ...filters[6], ...filters[8], ...filters[12] },
  ]

  test('each combination of filters goes by an index', { timeout: 240_000 }, async () => {
    const faults: string[] = []
    let worst = { buffers: 0, question: '' }
    for (const question of questions) {
      const [statement] = await heard((call) => listRecords(call, question))
      const plan = await explain(app, statement as Statement)
      const read = isRead(plan).filter((table) => !isEmpty(table))
      const name = JSON.stringify(question)
      if (plan.buffers > worst.buffers) worst = { buffers: plan.buffers, question: name }
      if (read.length > 0 || plan.buffers > allowed)
        faults.push(
          `${name}: ${plan.buffers} pages, reads ${read.join()}: ${[...new Set(plan.steps)].join(' < ')}`,
        )
    }
    console.info(`${questions.length} questions: at most ${worst.buffers} pages, for ${worst.question}`)
    expect(faults).toEqual([])
  })

  test('a page deep inside costs no more', async () => {
    for (const question of [{}, { actor: often }, { entity: 'things', entityId: '77' }]) {
      let cursor: string | undefined
      const inTheMiddle = (row: Row, at: number) => ({ ...row, id: String(records / 2 - at) })
      await heard(async (call) => {
        const { body } = await listRecords(call, { ...question, limit: '1' })
        cursor = (body as { page: { nextCursor: string } }).page.nextCursor
      }, inTheMiddle)
      const [deep] = await heard((call) => listRecords(call, { ...question, cursor }))
      expect((await explain(app, deep as Statement)).buffers).toBeLessThan(allowed)
    }
  })

  test('months that are left out are not looked at', async () => {
    const [statement] = await heard((call) => listRecords(call, { from: day(75), to: day(70), actor: often }))
    const plan = await explain(app, statement as Statement)
    const looked = new Set(plan.steps.flatMap((step) => /audit_logs_\d{4}_\d\d/.exec(step)?.[0] ?? []))
    expect(looked.size).toBeLessThanOrEqual(2)
  })

  test.each<[what: string, pages: number, ask: (call: Call) => Promise<unknown>]>([
    ['one record', 60, (call) => findRecord(call, '77777')],
    ['a proof', 120, (call) => proveRecord(call, '77777')],
    ['how far it is sealed', 60, (call) => verification(call)],
    ['a full tile', 20, (call) => tile(call, '0', '300')],
    ['a full tile above', 20, (call) => tile(call, '1', '000')],
    // Each entry is looked for in each month.
    ['a bundle of entries', 256 * 30, (call) => entryBundle(call, '300')],
    ['a page of an export', 500 * 35, (call) => exportRecords(call, 60_000)],
  ])('%s is read by its key', { timeout: 60_000 }, async (what, pages, ask) => {
    for (const statement of await heard(ask)) {
      const plan = await explain(app, statement)
      console.info(`${what}: ${plan.buffers} pages`)
      expect(
        isRead(plan).filter((table) => !isEmpty(table)),
        plan.steps.join(' < '),
      ).toEqual([])
      expect(plan.buffers, plan.steps.join(' < ')).toBeLessThan(pages)
    }
  })
})
