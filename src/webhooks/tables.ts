/** What webhooks keep: where to send (audited, an entity), and what is sent there (a log of its own). */
import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { identity, lifecycle } from '../business/columns.ts'
import { moment } from '../store/columns.ts'

export const endpointStates = ['enabled', 'disabled'] as const

export const webhookEndpointsTable = pgTable(
  'webhook_endpoints',
  {
    ...identity(),
    url: text().notNull(),
    description: text(),
    /** `invoices.paid`, `invoices.*` or `*`. */
    events: jsonb().notNull(),
    status: text({ enum: endpointStates }).notNull().default('enabled'),
    /** Encrypted. */
    secret: text().notNull(),
    /** Encrypted; the one before, which signs as well until this moment. */
    previousSecret: text(),
    previousSecretUntil: moment(),
    ...lifecycle(),
  },
  (table) => [
    index('webhook_endpoints_owner_created')
      .on(table.ownerId, table.createdAt, table.id)
      .where(sql`deleted_at is null`),
    check('webhook_endpoints_status_check', sql`status in ('enabled', 'disabled')`),
  ],
)

/** `pending`: waits for its next attempt, as its job in the outbox says. `dead`: is tried no more, unless somebody asks for it. */
export const deliveryStates = ['pending', 'delivered', 'dead'] as const

/** One event for one endpoint. It names what changed and holds nothing of it. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid().primaryKey(),
    endpointId: uuid().notNull(),
    type: text().notNull(),
    entity: text().notNull(),
    entityId: uuid().notNull(),
    version: integer().notNull(),
    occurredAt: moment().notNull(),
    state: text({ enum: deliveryStates }).notNull().default('pending'),
    attempts: integer().notNull().default(0),
    /** The outbox's row that tries it; any other's is an old one. */
    jobId: bigint({ mode: 'number' }).notNull(),
    lastStatus: integer(),
    /** A word of ours, never one of the receiver's. */
    lastError: text(),
    lastAttemptAt: moment(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    index('webhook_deliveries_endpoint').on(table.endpointId, table.id),
    // Whose receiver lets us wait, all that waits for it steps back: see `deliver`.
    index('webhook_deliveries_pending').on(table.endpointId).where(sql`state = 'pending'`),
    index('webhook_deliveries_created').on(table.createdAt),
    check('webhook_deliveries_state_check', sql`state in ('pending', 'delivered', 'dead')`),
  ],
)
