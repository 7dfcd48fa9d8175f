/** Invoices: drafts are changed, issued ones are numbered without gaps and never change again. */
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
import * as z from 'zod'
import { identity, lifecycle } from '../business/columns.ts'
import type { Action } from '../business/declaration.ts'
import { entity } from '../business/entity.ts'
import { currencies } from '../core/currencies.ts'
import { invalid } from '../core/errors.ts'
import { hasThreeDecimals, type Line, totalsOf } from '../core/money.ts'
import { line, prose } from '../core/text.ts'
import { customers, customersTable } from './customers.ts'

const states = ['draft', 'issued', 'paid', 'void'] as const
const moment = () => timestamp({ withTimezone: true, precision: 3 })
const minorUnits = () => bigint({ mode: 'number' }).notNull()

export const invoicesTable = pgTable(
  'invoices',
  {
    ...identity(),
    /** Gap-free per owner and year, assigned at issue: `2026-000001`. */
    number: text(),
    customerId: uuid()
      .notNull()
      .references(() => customersTable.id),
    currency: text().notNull(),
    lines: jsonb().notNull(),
    subtotal: minorUnits(),
    tax: minorUnits(),
    total: minorUnits(),
    status: text({ enum: states }).notNull().default('draft'),
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
    index('invoices_owner_number').on(table.ownerId, table.number, table.id).where(sql`deleted_at is null`),
    index('invoices_owner_due_on').on(table.ownerId, table.dueOn, table.id).where(sql`deleted_at is null`),
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

/**
 * The number is taken by the very statement that gives it to the invoice: refused or rolled back, it is not taken.
 * Number and date are of one moment, the transaction's, so that they agree on the year.
 */
const issue: Action = {
  name: 'issue',
  summary: 'Issue an invoice: it gets its number and does not change any more',
  allowed: sql`c.status = 'draft'`,
  refusal: 'Only a draft can be issued.',
  ctes: sql`counter as (
    insert into invoice_counters as k (owner_id, year, last)
    select v.owner_id, extract(year from now() at time zone 'UTC'), 1 from verdict v where v.status = 200
    on conflict (owner_id, year) do update set last = k.last + 1
    returning k.year, k.last),`,
  from: sql`, counter`,
  set: sql`status = 'issued', issued_at = now(),
    number = counter.year || '-' || lpad(counter.last::text, greatest(6, length(counter.last::text)), '0')`,
}

const lines = z
  .array(
    z.strictObject({
      description: line({ min: 1, max: 500 }),
      quantity: z
        .number()
        .gt(0)
        .max(1_000_000_000)
        .refine(hasThreeDecimals, {
          error: 'Must have at most three decimals.',
          params: { code: 'too_precise' },
        }),
      /** Minor units; below zero is a discount. */
      unitAmount: z.int(),
      /** Basis points. */
      taxRate: z.int().min(0).max(10_000),
    }),
  )
  .min(1)
  .max(500)

const dueOn = z.iso.date().refine((date) => date >= '1900', {
  error: 'Must not be before 1900.',
  params: { code: 'too_small' },
})

const fields = z.strictObject({
  customerId: z.uuid(),
  currency: z.enum(currencies, 'Must be a currency’s code (ISO 4217), such as EUR.'),
  lines,
  dueOn: dueOn.nullable().optional(),
  notes: prose({ max: 10_000 }).nullable().optional(),
})

const amount = z.int()
const rfc3339 = z.iso.datetime({ precision: 3 })

export const invoices = entity({
  name: 'invoices',
  singular: 'an invoice',
  table: invoicesTable,
  scope: 'owner',
  create: fields,
  update: fields.partial(),
  output: {
    number: z.string().nullable(),
    customerId: z.uuid(),
    currency: z.string(),
    lines,
    subtotal: amount,
    tax: amount,
    total: amount,
    status: z.enum(states),
    dueOn: z.iso.date().nullable(),
    issuedAt: rfc3339.nullable(),
    paidAt: rfc3339.nullable(),
    notes: z.string().nullable(),
  },
  audited: [
    ...['number', 'customerId', 'currency', 'subtotal', 'tax', 'total'],
    ...['status', 'dueOn', 'issuedAt', 'paidAt'],
  ],
  redacted: ['lines', 'notes'],
  filterable: [
    ...['status', 'number', 'customerId', 'currency', 'total'],
    ...['dueOn', 'issuedAt', 'createdAt', 'updatedAt'],
  ],
  sortable: ['createdAt', 'total', 'number', 'dueOn'],
  references: { customerId: customers },
  cache: true,
  derived: ['subtotal', 'tax', 'total'],
  derive: ({ lines }) => (lines ? totals(lines) : {}),
  editable: { when: sql`c.status = 'draft'`, refusal: 'Only a draft can be changed or removed.' },
  actions: [issue],
  // What was issued is a document of two parties, numbered without gaps: paid or void, it is kept whole.
  kept: { when: sql`t.status <> 'draft'` },
})

function totals(lines: readonly Line[]) {
  const sums = totalsOf(lines)
  if (sums) return { ...sums }
  throw invalid([
    { pointer: '#/lines', code: 'too_big', detail: 'Must not add up to more than can be told exactly.' },
  ])
}
