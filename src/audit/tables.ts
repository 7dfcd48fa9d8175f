/**
 * The log. Drizzle knows its columns for typed reading; its SQL is written by hand (`drizzle/0002_audit_log.sql`, `0013_sealing.sql`),
 * because Drizzle can express neither partitions nor who may do what.
 * No foreign key leads out of it: what it tells of may be gone.
 */
import { sql } from 'drizzle-orm'
import {
  bigint,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

/** A transaction's number that never wraps. Text here: it is 64 bits wide and only ever compared by Postgres. */
const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })

const bytea = customType<{ data: string }>({ dataType: () => 'bytea' })

export const operations = ['INSERT', 'UPDATE', 'DELETE', 'EVENT'] as const
export const outcomes = ['success', 'denied', 'failure'] as const

export type Operation = (typeof operations)[number]
export type AuditOutcome = (typeof outcomes)[number]

/** What `details` of a changed row holds: changed columns only, and of redacted ones the name alone. */
export interface RowChange {
  readonly old?: Readonly<Record<string, unknown>>
  readonly new?: Readonly<Record<string, unknown>>
  readonly redacted: readonly string[]
}

export const auditLogs = pgTable(
  'audit_logs',
  {
    id: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    /** Raised after a logical restore, which restarts transaction numbers. Order is (epoch, xid, id). */
    epoch: integer().notNull().default(1),
    xid: xid8().notNull().default(sql`pg_current_xact_id()`),
    createdAt: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    /** Seen by the database itself. */
    dbRole: text().notNull().default(sql`session_user`),
    dbAddr: text().default(sql`host(inet_client_addr())`),
    /** Said by the app. */
    actorKind: text().notNull(),
    userId: uuid(),
    sessionId: uuid(),
    action: text().notNull(),
    requestId: uuid(),
    ipAddress: text(),
    userAgent: text(),
    operation: text({ enum: operations }).notNull(),
    entity: text().notNull(),
    entityId: text(),
    outcome: text({ enum: outcomes }).notNull().default('success'),
    details: jsonb().notNull().default({}),
    /** Personal parts are committed to under it; gone with them. */
    salt: uuid().default(sql`gen_random_uuid()`),
    /** Of an erased record: what its leaf was made with, and the event that says so. */
    commitment: bytea(),
    erasedBy: bigint({ mode: 'number' }),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.createdAt] }),
    index('audit_logs_entity').on(table.entity, table.entityId, table.id),
    index('audit_logs_order').on(table.epoch, table.xid, table.id),
    index('audit_logs_user').on(table.userId, table.id),
    index('audit_logs_action').on(table.action, table.id),
    index('audit_logs_refused').on(table.outcome, table.id).where(sql`outcome <> 'success'`),
  ],
)

export type AuditLog = typeof auditLogs.$inferSelect
