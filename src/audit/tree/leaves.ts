/** Leaves of the tree with the records that they are the hashes of, by their places. */
import { sql } from 'drizzle-orm'
import type { Database } from '../../ports/database.ts'
import { prepare } from '../../store/statement.ts'
import { type LogRecord, recordColumns } from '../entry.ts'

const { placeholder } = sql

export interface Leaf {
  readonly seq: number
  readonly logId: string
  readonly hash: Buffer
  /** Undefined where it is gone. */
  readonly record: LogRecord | undefined
}

/** Numbers of the log lie close together in a page, so that a range of them finds its records at once. */
const leavesFrom = prepare(sql`with page as materialized (
    select f.seq, f.log_id, f.hash from audit_leaves f
    where f.seq >= ${placeholder('from')}::bigint and f.seq < ${placeholder('to')}::bigint)
  select f.seq::text as place, f.log_id::text, encode(f.hash, 'hex') as hash, ${recordColumns}
  from page f left join audit_logs l on l.id = f.log_id
    and l.id between (select min(log_id) from page) and (select max(log_id) from page)
  order by f.seq`)

export async function leaves(
  database: Pick<Database, 'query'>,
  from: number,
  to: number,
): Promise<readonly Leaf[]> {
  const rows = await database.query(leavesFrom({ from, to }))
  return rows.map((row) => ({
    seq: Number(row.place),
    logId: String(row.log_id),
    hash: Buffer.from(String(row.hash), 'hex'),
    record: row.id === null ? undefined : (row as unknown as LogRecord),
  }))
}

/** The records of all leaves of a range; undefined where one is gone, or was never there. */
export async function recordsOf(
  database: Pick<Database, 'query'>,
  from: number,
  to: number,
): Promise<readonly LogRecord[] | undefined> {
  const records = (await leaves(database, from, to)).flatMap(({ record }) => record ?? [])
  return records.length === to - from ? records : undefined
}
