/** The log against the tree: is every record that should be in it, in it; and is what was taken out of records accounted for? */
import { sql } from 'drizzle-orm'
import { prepare } from '../../store/statement.ts'
import type { Position } from './extent.ts'
import type { Findings } from './findings.ts'
import type { Reading } from './pages.ts'

const atOnce = 50_000

const { placeholder } = sql

const mostId = prepare(sql`select coalesce(max(id), 0)::text as most from audit_logs`)

const range = sql`l.id > ${placeholder('after')}::bigint and l.id <= ${placeholder('after')}::bigint + ${sql.raw(String(atOnce))}`
const place = sql`(${placeholder('epoch')}::int, ${placeholder('lastXid')}::text::xid8, ${placeholder('lastId')}::bigint)`

/** At or before the last that the head covers, in the order of sealing, and without a leaf under it. */
const backdated = prepare(sql`select l.id::text from audit_logs l
  where ${range} and (l.epoch, l.xid, l.id) <= ${place} and not exists (
    select from audit_leaves f where f.log_id = l.id and f.seq >= 0 and f.seq < ${placeholder('size')}::bigint)
  order by l.id`)

const unsealed = prepare(sql`select count(*)::int as n from audit_logs l
  where ${range} and (l.epoch, l.xid, l.id) > ${place}`)

/**
 * A record is whole, with its salt, or it is erased in every part: of a half of it nobody could say whether it is what was committed to.
 */
const erased =
  prepare(sql`select l.id::text, l.erased_by::text, l.salt is null and l.commitment is not null and l.details = '{}'
    and l.ip_address is null and l.user_agent is null and exists (
      select from audit_logs e where e.id = l.erased_by and e.id > l.id and e.action = 'audit.erased') as founded
  from audit_logs l
  where ${range} and (l.salt is null or l.commitment is not null or l.erased_by is not null) order by l.id`)

/** Of how many the events say. */
const told = prepare(sql`select e.id::text, (e.details ->> 'records')::int as records from audit_logs e
  where e.id = any(${placeholder('events')}::text::bigint[]) and e.action = 'audit.erased'`)

export interface RecordsSeen {
  readonly unsealed: number
  /** How many were erased, by the event that says so. */
  readonly erased: ReadonlyMap<string, number>
}

/** `size`: of the tree, whose last record stands at `position`. */
export async function verifyRecords(
  database: Reading,
  size: number,
  position: Position | undefined,
  findings: Findings,
): Promise<RecordsSeen> {
  const { epoch = 0, lastXid = '0', lastId = '0' } = position ?? {}
  const [row] = await database.query(mostId())
  const most = Number(row?.most ?? 0)
  const byEvent = new Map<string, number>()
  let open = 0
  for (let after = 0; after < most; after += atOnce) {
    const asked = { ...{ epoch, lastXid, lastId }, size, after }
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
  if (byEvent.size > 0) {
    const events = await database.query(told({ events: `{${[...byEvent.keys()].join()}}` }))
    for (const { id, records } of events)
      if ((byEvent.get(String(id)) ?? 0) > Number(records))
        findings.add({ kind: 'erasure-unfounded', id: String(id) })
  }
  return { unsealed: open, erased: byEvent }
}
