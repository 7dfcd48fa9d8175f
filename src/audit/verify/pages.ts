/** What a verification reads: plain columns, page by page. It calls none of the database's own functions of the audit. */
import { sql } from 'drizzle-orm'
import type { Database, Row } from '../../ports/database.ts'
import { prepare } from '../../store/statement.ts'

const { placeholder } = sql

export type Reading = Pick<Database, 'query'>

export interface StoredCheckpoint {
  readonly size: number
  readonly root: Buffer
  readonly note: string
  readonly epoch: number
  readonly lastXid: string
  readonly lastId: string
}

const checkpointsAfter =
  prepare(sql`select c.size::text, encode(c.root, 'hex') as root, c.note, c.epoch, c.last_xid::text, c.last_id::text
  from audit_checkpoints c where c.size > ${placeholder('after')}::bigint and c.size <= ${placeholder('most')}::bigint
  order by c.size limit 1000`)

const checkpointsBefore =
  prepare(sql`select c.size::text, encode(c.root, 'hex') as root, c.note, c.epoch, c.last_xid::text, c.last_id::text
  from audit_checkpoints c where ${placeholder('before')}::bigint is null or c.size < ${placeholder('before')}::bigint
  order by c.size desc limit 100`)

const checkpointOf = (row: Row): StoredCheckpoint => ({
  size: Number(row.size),
  root: Buffer.from(String(row.root), 'hex'),
  note: String(row.note),
  epoch: Number(row.epoch),
  lastXid: String(row.last_xid),
  lastId: String(row.last_id),
})

/** By falling size. */
export async function* newestFirst(database: Reading): AsyncGenerator<StoredCheckpoint> {
  for (let before: number | null = null; ; ) {
    const rows: readonly Row[] = await database.query(checkpointsBefore({ before }))
    for (const row of rows) yield checkpointOf(row)
    if (rows.length < 100) return
    before = Number(rows.at(-1)?.size)
  }
}

/** All up to `most`, by rising size. */
export async function* checkpoints(database: Reading, most: number): AsyncGenerator<StoredCheckpoint> {
  for (let after = 0; ; ) {
    const rows = await database.query(checkpointsAfter({ after, most }))
    for (const row of rows) yield checkpointOf(row)
    if (rows.length < 1_000) return
    after = Number(rows.at(-1)?.size)
  }
}

export interface Extent {
  /** How far the checkpoints reach, signed or not. */
  readonly size: number
  readonly firstSeq: number
  readonly lastSeq: number
  readonly leaves: number
  readonly tiles: number
}

/** One statement: a sealer writes all of it at once. */
const extentNow = prepare(sql`select (select coalesce(max(size), 0) from audit_checkpoints)::text as size,
  coalesce(min(seq), 0)::text as first_seq, coalesce(max(seq), -1)::text as last_seq, count(*)::text as leaves,
  (select count(*) from audit_tiles)::text as tiles from audit_leaves`)

export async function extent(database: Reading): Promise<Extent> {
  const [row = {}] = await database.query(extentNow())
  return {
    ...{ size: Number(row.size), firstSeq: Number(row.first_seq), lastSeq: Number(row.last_seq) },
    ...{ leaves: Number(row.leaves), tiles: Number(row.tiles) },
  }
}

const tilesOf = prepare(sql`select t.level, t.index::text, encode(t.root, 'hex') as root
  from jsonb_to_recordset(${placeholder('wanted')}::jsonb) as w(level int, index bigint)
  join audit_tiles t on t.level = w.level and t.index = w.index`)

/** The stored roots of these tiles, by `level/index`. */
export async function tileRoots(
  database: Reading,
  wanted: readonly { readonly level: number; readonly index: number }[],
): Promise<ReadonlyMap<string, Buffer>> {
  if (wanted.length === 0) return new Map()
  const rows = await database.query(tilesOf({ wanted: wanted.map(({ level, index }) => ({ level, index })) }))
  return new Map(rows.map((row) => [`${row.level}/${row.index}`, Buffer.from(String(row.root), 'hex')]))
}

export interface RetiredMonth {
  readonly month: string
  readonly firstSeq: number
  readonly lastSeq: number
  readonly records: number
  /** Does an event of the log say the same, and is the month's partition gone? */
  readonly founded: boolean
}

const retired = prepare(sql`select r.month::text, r.first_seq::text, r.last_seq::text, r.records::text,
    to_regclass('public.audit_logs_' || to_char(r.month, 'YYYY_MM')) is null and (
      exists (select from audit_logs e where e.id = r.event_id and e.action = 'audit.month.retired'
        and e.entity_id = to_char(r.month, 'YYYY-MM') and e.details ->> 'records' = r.records::text
        and e.details ->> 'firstSeq' is not distinct from r.first_seq::text
        and e.details ->> 'lastSeq' is not distinct from r.last_seq::text)
      -- The event itself may lie in a month that was dropped later.
      or exists (select from audit_leaves f join audit_retired later on f.seq between later.first_seq and later.last_seq
        where f.log_id = r.event_id and later.month > r.month)) as founded
  from audit_retired r order by r.month`)

export async function retiredMonths(database: Reading): Promise<readonly RetiredMonth[]> {
  const rows = await database.query(retired())
  return rows.map((row) => ({
    month: String(row.month),
    firstSeq: Number(row.first_seq ?? -1),
    lastSeq: Number(row.last_seq ?? -1),
    records: Number(row.records),
    founded: row.founded === true,
  }))
}
