/** How old the oldest record is that no head covers, whether or not its turn has come: what is younger could be changed unseen. */
import { sql } from 'drizzle-orm'
import type { Database } from '../../ports/database.ts'
import { prepare } from '../../store/statement.ts'

const age = prepare(sql`select coalesce((
    select extract(epoch from clock_timestamp() - l.created_at)::float8 from audit_logs l
    where (l.epoch, l.xid, l.id) > (coalesce(h.epoch, 0), coalesce(h.last_xid, '0'::xid8), coalesce(h.last_id, 0))
    order by l.epoch, l.xid, l.id limit 1), 0) as seconds
  from (select 1) one left join lateral (
    select epoch, last_xid, last_id from audit_checkpoints order by size desc limit 1) h on true`)

/** Seconds; 0 where all is sealed. Throws `DatabaseError`. */
export async function unsealedSeconds(
  database: Pick<Database, 'query'>,
  signal: AbortSignal,
): Promise<number> {
  const [row] = await database.query(age(), { signal })
  return Number(row?.seconds ?? 0)
}
