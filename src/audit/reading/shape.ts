/** What is told of a record: its columns, from a row of `l`, and how a client sees them. */
import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Row } from '../../ports/database.ts'
import { operations, outcomes } from '../tables.ts'

export const recordShape = z.strictObject({
  id: z.string().describe('Its number in the log.'),
  seq: z
    .int()
    .min(0)
    .nullable()
    .describe('Its place in the tree, counted from 0; null while it is not sealed.'),
  createdAt: z.iso.datetime({ precision: 3 }),
  actorKind: z.string(),
  userId: z.uuid().nullable(),
  sessionId: z.uuid().nullable(),
  action: z.string(),
  requestId: z.uuid().nullable().describe('The X-Request-Id of the request that did it.'),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  operation: z.enum(operations),
  entity: z.string(),
  entityId: z.string().nullable(),
  outcome: z.enum(outcomes),
  details: z.record(z.string(), z.unknown()),
  erasedBy: z
    .string()
    .nullable()
    .describe('The number of the event by which what was personal in it was taken away.'),
})

export type Told = z.output<typeof recordShape>

/** RFC 3339 in UTC, with milliseconds. */
export const moment = (column: SQL) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export const toldColumns: SQL = sql`l.id::text,
  (select f.seq from audit_leaves f where f.log_id = l.id)::text as seq, ${moment(sql`l.created_at`)} as created_at,
  l.actor_kind, l.user_id, l.session_id, l.action, l.request_id, l.ip_address, l.user_agent, l.operation, l.entity, l.entity_id,
  l.outcome, l.details, l.erased_by::text`

/** The record of leaf `f`. Looked for by its key, however many leaves there are: a join of a page with all of the log would read it whole. */
export const recordOf: SQL = sql`(select l.* from audit_logs l where l.id = f.log_id limit 1)`

export function told(row: Row): Told {
  const { seq, ...all } = row
  return {
    id: all.id,
    seq: seq === null ? null : Number(seq),
    createdAt: all.created_at,
    ...{ actorKind: all.actor_kind, userId: all.user_id, sessionId: all.session_id },
    ...{
      action: all.action,
      requestId: all.request_id,
      ipAddress: all.ip_address,
      userAgent: all.user_agent,
    },
    ...{ operation: all.operation, entity: all.entity, entityId: all.entity_id, outcome: all.outcome },
    ...{ details: all.details, erasedBy: all.erased_by },
  } as Told
}
