/** The trail: what the log holds of one row, newest first, as part of whoever's statement asks for it. */
import { type SQL, sql } from 'drizzle-orm'
import type { AuditOutcome, Operation, RowChange } from './tables.ts'

/** One step of a trail. From where somebody acted stays with those who may read the log itself. */
export interface Step {
  /** A bigint, as text. */
  readonly id: string
  /** RFC 3339. */
  readonly at: string
  readonly action: string
  readonly operation: Operation
  readonly outcome: AuditOutcome
  readonly actor_kind: string
  readonly user_id: string | null
  readonly request_id: string | null
  readonly details: Partial<RowChange>
}

export interface TrailOf {
  /** The table and the row. */
  readonly entity: SQL
  readonly entityId: SQL
  /** Only steps below this id; null for the newest. */
  readonly before: SQL
  readonly count: SQL
}

/** A select of `Step` rows, by the index on (entity, entity_id, id). */
export function trail({ entity, entityId, before, count }: TrailOf): SQL {
  return sql`select l.id::text as id,
      to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at,
      l.action, l.operation, l.outcome, l.actor_kind, l.user_id, l.request_id, l.details
    from audit_logs l
    where l.entity = ${entity} and l.entity_id = ${entityId} and (${before} is null or l.id < ${before})
    order by l.id desc limit ${count}`
}
