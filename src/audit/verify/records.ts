/** The log against the tree: is every record that should be in it, in it; and is what was taken out of records accounted for? */
import { sql } from 'drizzle-orm'
import { prepare } from '../../store/statement.ts'
import type { Findings } from './findings.ts'
import type { Reading, StoredCheckpoint } from './pages.ts'

const atOnce = 50_000

const { placeholder } = sql

const mostId = prepare(sql`select coalesce(max(id), 0)::text as most from audit_logs`)

const range = sql`l.id > ${placeholder('after')}::bigint and l.id <= ${placeholder('after')}::bigint + ${sql.raw(String(atOnce))}`

/** At or before the last that the head covers, in the order of sealing, and without a leaf. */
const backdated = prepare(sql`select l.id::text from audit_logs l
  where ${range} and (l.epoch, l.xid, l.id) <= (${placeholder('epoch')}::int, ${placeholder('lastXid')}::text::xid8, ${placeholder('lastId')}::bigint)
    and not exists (select from audit_leaves f where f.log_id = l.id)
  order by l.id`)

const unsealed = prepare(sql`select count(*)::int as n from audit_logs l
  where ${range} and (l.epoch, l.xid, l.id) > (${placeholder('epoch')}::int, ${placeholder('lastXid')}::text::xid8, ${placeholder('lastId')}::bigint)`)

const erased = prepare(sql`select l.id::text, l.erased_by::text, exists (
    select from audit_logs e where e.id = l.erased_by and e.id > l.id and e.action = 'audit.erased') as founded
  from audit_logs l where ${range} and l.erased_by is not null order by l.id`)

export interface RecordsSeen {
  readonly unsealed: number
  /** How many were erased, by the event that says so. */
  readonly erased: ReadonlyMap<string, number>
}

export async function verifyRecords(
  database: Reading,
  head: Pick<StoredCheckpoint, 'epoch' | 'lastXid' | 'lastId'> | undefined,
  findings: Findings,
): Promise<RecordsSeen> {
  const last = { epoch: head?.epoch ?? 0, lastXid: head?.lastXid ?? '0', lastId: head?.lastId ?? '0' }
  const [row] = await database.query(mostId())
  const most = Number(row?.most ?? 0)
  const byEvent = new Map<string, number>()
  let open = 0
  for (let after = 0; after < most; after += atOnce) {
    const asked = { ...last, after }
    const [without, [count], gone] = await Promise.all([
      database.query(backdated(asked)),
      database.query(unsealed(asked)),
      database.query(erased(asked)),
    ])
    for (const { id } of without) findings.add({ kind: 'record-backdated', id: String(id) })
    open += Number(count?.n ?? 0)
    for (const { id, erased_by: event, founded } of gone) {
      if (founded) byEvent.set(String(event), (byEvent.get(String(event)) ?? 0) + 1)
      else findings.add({ kind: 'erasure-unfounded', id: String(id) })
    }
  }
  return { unsealed: open, erased: byEvent }
}
