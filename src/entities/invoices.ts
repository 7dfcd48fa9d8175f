import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { identity, lifecycle } from '../business/columns.ts'
import { customers } from './customers.ts'

const moment = () => timestamp({ withTimezone: true, precision: 3 })
const minorUnits = () => bigint({ mode: 'number' }).notNull()

export const invoices = pgTable(
  'invoices',
  {
    ...identity(),
    /** Gap-free per owner and year, assigned at issue: `2026-000001`. */
    number: text(),
    customerId: uuid()
      .notNull()
      .references(() => customers.id),
    currency: text().notNull(),
    lines: jsonb().notNull(),
    subtotal: minorUnits(),
    tax: minorUnits(),
    total: minorUnits(),
    status: text({ enum: ['draft', 'issued', 'paid', 'void'] })
      .notNull()
      .default('draft'),
    dueOn: date(),
    issuedAt: moment(),
    paidAt: moment(),
    notes: text(),
    ...lifecycle(),
  },
  (table) => [
    uniqueIndex('invoices_number_key').on(table.ownerId, table.number),
    index('invoices_owner_created')
      .on(table.ownerId, table.createdAt, table.id)
      .where(sql`deleted_at is null`),
    index('invoices_owner_status')
      .on(table.ownerId, table.status, table.createdAt, table.id)
      .where(sql`deleted_at is null`),
    index('invoices_owner_total').on(table.ownerId, table.total, table.id).where(sql`deleted_at is null`),
    index('invoices_customer').on(table.customerId),
    check('invoices_status_check', sql`status in ('draft', 'issued', 'paid', 'void')`),
  ],
)

/** The last number given out, locked by the row of its owner and year: that is what makes numbers gap-free. */
export const invoiceCounters = pgTable(
  'invoice_counters',
  { ownerId: uuid().notNull(), year: integer().notNull(), last: integer().notNull() },
  (table) => [primaryKey({ columns: [table.ownerId, table.year] })],
)
