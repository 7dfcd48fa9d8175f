/** What the store keeps beside the domain. None of these is audited: each says why in `audit/completeness`. */
import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Who claimed which key for which request. Two tables, because one statement cannot insert a row and update it. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    principal: text().notNull(),
    key: text().notNull(),
    requestHash: text().notNull(),
    /** The request that made the claim: any other reading it gets a replay. */
    requestId: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.principal, table.key] }), index().on(table.createdAt)],
)

export const idempotencyResults = pgTable(
  'idempotency_results',
  {
    principal: text().notNull(),
    key: text().notNull(),
    status: integer().notNull(),
    version: integer(),
    body: jsonb(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.principal, table.key] }), index().on(table.createdAt)],
)

/** Work to be done after a commit, written inside it. */
export const outbox = pgTable(
  'outbox',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    topic: text().notNull(),
    /** References, and at most a sealed hash: no address, no name, no token. */
    payload: jsonb().notNull(),
    dedupe: uuid().notNull().defaultRandom(),
    attempts: integer().notNull().default(0),
    maxAttempts: integer().notNull().default(10),
    runAt: moment().notNull().defaultNow(),
    leaseUntil: moment(),
    leaseBy: uuid(),
    doneAt: moment(),
    deadAt: moment(),
    /** Class and code of the last failure, never a message. */
    lastError: text(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index('outbox_due')
      .on(table.topic, table.runAt, table.id)
      .where(sql`done_at is null and dead_at is null`),
  ],
)

/** Who leads where one is enough. Time is the database's; the fence tells a leader from one that was before. */
export const leases = pgTable('leases', {
  name: text().primaryKey(),
  holder: uuid().notNull(),
  until: moment().notNull(),
  fence: bigint({ mode: 'number' }).notNull().default(1),
})

export type OutboxRow = typeof outbox.$inferSelect
