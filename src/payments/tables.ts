/** What the house remembers of payments: what a provider was asked to collect, and what it has told. */
import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { users } from '../auth/tables.ts'
import { invoicesTable } from '../entities/invoices.ts'
import { moment } from '../store/columns.ts'

/** `open`; then what the provider told of it last (`ports/payments`). */
export const checkoutStates = ['open', 'pending', 'paid', 'failed', 'expired'] as const

/** A page of the provider's where one version of one invoice can be paid. Nothing is paid that does not stand here. */
export const checkouts = pgTable(
  'checkouts',
  {
    id: uuid().primaryKey(),
    ownerId: uuid()
      .notNull()
      .references(() => users.id),
    invoiceId: uuid()
      .notNull()
      .references(() => invoicesTable.id),
    invoiceVersion: integer().notNull(),
    provider: text().notNull(),
    /** The provider's own id. */
    sessionId: text().notNull(),
    /** Whoever has it may pay. */
    url: text().notNull(),
    state: text({ enum: checkoutStates }).notNull().default('open'),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('checkouts_session_key').on(table.provider, table.sessionId),
    index('checkouts_invoice').on(table.invoiceId, table.invoiceVersion),
    index('checkouts_open').on(table.expiresAt).where(sql`state = 'open'`),
    index('checkouts_owner').on(table.ownerId),
    check('checkouts_state_check', sql`state in ('open', 'pending', 'paid', 'failed', 'expired')`),
  ],
)

/** The inbox: each event once, with what came of it. Written once and never changed: the app may not. */
export const paymentEvents = pgTable(
  'payment_events',
  {
    provider: text().notNull(),
    /** The provider's own id: told again, it is in already. */
    id: text().notNull(),
    type: text().notNull(),
    sessionId: text(),
    invoiceId: uuid(),
    /** As they were told, minor units (ISO 4217); null where they were no sum. */
    amount: bigint({ mode: 'number' }),
    currency: text(),
    /** One of `eventOutcomes` (`payments/inbox`). */
    outcome: text().notNull(),
    requestId: uuid().notNull(),
    receivedAt: moment().notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.id] }),
    index('payment_events_invoice').on(table.invoiceId),
  ],
)
