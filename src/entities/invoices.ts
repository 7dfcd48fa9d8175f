/** Invoices: drafts are changed, issued ones are numbered without gaps and never change again. */
import { sql } from 'drizzle-orm'
import { bigint, check, date, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import * as z from 'zod'
import { identity, lifecycle } from '../business/columns.ts'
import { entity } from '../business/entity.ts'
import { searchIndex } from '../business/search.ts'
import { calendarDate } from '../core/calendar.ts'
import { invalid } from '../core/errors.ts'
import { hasThreeDecimals, type Line, totalsOf } from '../core/money.ts'
import { line, prose } from '../core/text.ts'
import { moment } from '../store/columns.ts'
import { customers, customersTable } from './customers.ts'
import { cancel, currency, issue, pay, states } from './invoice-life.ts'

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
    paymentReference: text(),
    notes: text(),
    ...lifecycle(),
  },
  (table) => [
    // In the order of code points, so that it answers `number[prefix]` as well, whatever the order of the database.
    uniqueIndex('invoices_number_key').on(table.ownerId, sql`number collate "C"`),
    index('invoices_owner_created')
      .on(table.ownerId, table.createdAt, table.id)
      .where(sql`deleted_at is null`),
    index('invoices_owner_status')
      .on(table.ownerId, table.status, table.createdAt, table.id)
      .where(sql`deleted_at is null`),
    index('invoices_owner_total').on(table.ownerId, table.total, table.id).where(sql`deleted_at is null`),
    index('invoices_owner_number').on(table.ownerId, table.number, table.id).where(sql`deleted_at is null`),
    index('invoices_owner_due_on').on(table.ownerId, table.dueOn, table.id).where(sql`deleted_at is null`),
    searchIndex('invoices', table.ownerId, [table.number, table.notes]),
    index('invoices_customer').on(table.customerId),
    check('invoices_status_check', sql`status in ('draft', 'issued', 'paid', 'void')`),
  ],
)

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

const fields = z.strictObject({
  customerId: z.uuid(),
  currency,
  lines,
  dueOn: calendarDate.nullable().optional(),
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
    paymentReference: z.string().nullable(),
    notes: z.string().nullable(),
  },
  audited: [
    ...['number', 'customerId', 'currency', 'subtotal', 'tax', 'total'],
    ...['status', 'dueOn', 'issuedAt', 'paidAt'],
  ],
  redacted: ['lines', 'notes', 'paymentReference'],
  filterable: [
    ...['status', 'number', 'customerId', 'currency', 'total'],
    ...['dueOn', 'issuedAt', 'createdAt', 'updatedAt'],
  ],
  sortable: ['createdAt', 'total', 'number', 'dueOn'],
  searchable: ['number', 'notes'],
  references: { customerId: customers },
  expandable: ['customerId'],
  cache: true,
  derived: ['subtotal', 'tax', 'total'],
  derive: ({ lines }) => (lines ? totals(lines) : {}),
  editable: { when: sql`c.status = 'draft'`, refusal: 'Only a draft can be changed or removed.' },
  actions: [issue, pay, cancel],
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
