/**
 * The inbox: what a provider tells stands in it once, with what came of it, written by the very statement that it came of.
 * Told again it changes nothing; that is what `duplicate` says, which is answered and never stored.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { PaymentEvent } from '../ports/payments.ts'

/** What came of an event. Money moved in some of these where nobody expected it: `isAmiss`. */
export const eventOutcomes = [
  /** The invoice is paid by it. */
  'paid',
  /** The checkout is not open any more: it expired, it failed, or the money is on its way. */
  'noted',
  /** It came after what it tells of was over. */
  'late',
  /** It says once more that this checkout was paid. */
  'repeated',
  /** It tells of nothing that is heeded here. */
  'ignored',
  /** It is about no checkout of ours. */
  'unknown',
  /** Sum, currency or invoice are not those that the checkout was opened for. */
  'mismatch',
  /** Paid, and the invoice was paid before in another way. */
  'already-paid',
  /** Paid, and nothing was owed: the invoice is void. */
  'not-owed',
] as const

export type EventOutcome = (typeof eventOutcomes)[number] | 'duplicate'

/** Must somebody look at it, because money came that has no invoice? */
export const isAmiss = (outcome: EventOutcome, { checkout }: PaymentEvent): boolean =>
  checkout?.state === 'paid' && ['unknown', 'mismatch', 'already-paid', 'not-owed'].includes(outcome)

const { placeholder } = sql

/** A CTE that puts the event in, and gives a row where it was not in before: `inbox(outcome)`. */
export const inboxed = (outcome: SQL, from: SQL): SQL => sql`inbox as (
    insert into payment_events (provider, id, type, session_id, invoice_id, amount, currency, outcome, request_id)
    select ${placeholder('provider')}, ${placeholder('eventId')}, ${placeholder('type')}, ${placeholder('sessionId')},
      ${placeholder('invoiceId')}::uuid, ${placeholder('amount')}::bigint, ${placeholder('currency')}, ${outcome},
      ${placeholder('requestId')}::uuid
    ${from}
    on conflict (provider, id) do nothing returning outcome)`

/** The checkout that the event is about, locked. */
export const checkoutOf = sql`checkout as (select k.id, k.state from checkouts k
    where k.provider = ${placeholder('provider')} and k.session_id = ${placeholder('sessionId')} for update of k)`

/** What goes into the inbox of an event. */
export const valuesOf = (
  provider: string,
  { id, type, checkout }: PaymentEvent,
  invoiceId: string | null,
) => ({
  ...{ provider, eventId: id, type, invoiceId },
  sessionId: checkout?.id ?? null,
  amount: checkout?.amount ?? null,
  currency: checkout?.currency ?? null,
})
