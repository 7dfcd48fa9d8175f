/** The life of an invoice: a draft is issued, and what was issued is paid or voided. Nothing leads back. */
import { sql } from 'drizzle-orm'
import { integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import * as z from 'zod'
import { action, now, refuse } from '../business/action.ts'
import { currencies } from '../core/currencies.ts'
import { line } from '../core/text.ts'

export const states = ['draft', 'issued', 'paid', 'void'] as const

export const currency = z.enum(currencies, 'Must be a currency’s code (ISO 4217), such as EUR.')

/** The last number given out, locked by the row of its owner and year: that is what makes numbers gap-free. */
export const invoiceCounters = pgTable(
  'invoice_counters',
  { ownerId: uuid().notNull(), year: integer().notNull(), last: integer().notNull() },
  (table) => [primaryKey({ columns: [table.ownerId, table.year] })],
)

/** Why not, in which state. */
const reasons = {
  pay: {
    draft: 'A draft is not owed: issue it first.',
    paid: 'It is paid already.',
    void: 'It is void: nothing is owed.',
  },
  void: {
    draft: 'A draft is deleted, not voided.',
    paid: 'It is paid: what was paid cannot be voided.',
    void: 'It is void already.',
  },
} as const
const state = { field: 'status', values: states } as const

/**
 * The number is taken by the very statement that gives it to the invoice: refused or rolled back, it is not taken.
 * Number and date are of one moment, the transaction's, so that they agree on the year.
 */
export const issue = action({
  name: 'issue',
  summary: 'Issue an invoice: it gets its number and does not change any more',
  event: 'issued',
  state,
  changes: ['status', 'issuedAt'],
  decide: ({ status }) =>
    status === 'draft'
      ? { change: { status: 'issued', issuedAt: now } }
      : refuse('Only a draft can be issued.'),
  assigned: {
    ctes: sql`counter as (
      insert into invoice_counters as k (owner_id, year, last)
      select v.owner_id, extract(year from now() at time zone 'UTC'), 1 from verdict v where v.status = 200
      on conflict (owner_id, year) do update set last = k.last + 1
      returning k.year, k.last),`,
    from: sql`, counter`,
    // Thirty days to pay where nothing else was agreed (Directive 2011/7/EU, article 3).
    set: sql`number = counter.year || '-' || lpad(counter.last::text, greatest(6, length(counter.last::text)), '0'),
      due_on = coalesce(t.due_on, (now() at time zone 'UTC')::date + 30)`,
  },
})

/** What was sent is compared with what is owed: a payment of another invoice is not taken for this one. */
export const pay = action({
  name: 'pay',
  summary: 'Record that an invoice was paid, in full',
  event: 'paid',
  state,
  input: z.strictObject({
    amount: z.int().optional().describe('Minor units; refused unless it is the total.'),
    currency: currency.optional().describe('Refused unless it is the invoice’s.'),
    reference: line({ min: 1, max: 140 })
      .optional()
      .describe('By which the payment is found: of the transfer, or at the provider.'),
  }),
  changes: ['status', 'paidAt', 'paymentReference'],
  decide({ status }, { amount, currency, reference = null }) {
    if (status !== 'issued') return refuse(reasons.pay[status])
    return {
      change: { status: 'paid', paidAt: now, paymentReference: reference },
      provided: { ...(amount !== undefined && { total: amount }), ...(currency && { currency }) },
      otherwise: 'The payment is not of the invoice’s total and currency.',
    }
  },
})

export const cancel = action({
  name: 'void',
  summary: 'Void an invoice: it keeps its number, and nothing is owed',
  event: 'voided',
  state,
  changes: ['status'],
  decide: ({ status }) =>
    status === 'issued' ? { change: { status: 'void' } } : refuse(reasons.void[status]),
})
