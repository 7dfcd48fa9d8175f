/**
 * Checkout: a page of the provider's where an issued invoice can be paid, its total and nothing else.
 *
 *   look    is it owed, and is there a page for it that is still open?
 *   open    if not, the provider makes one: under one key for one version, so that of many who ask at once each gets the same
 *   keep    the page is remembered and handed out, if the invoice is owed even now; the statement decides
 *
 * A page is handed out only once it is kept: so whatever is paid belongs to a row of ours.
 */

import { ownerOf } from '../business/scope.ts'
import { AppError, unavailable } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import type { Call, Reply } from '../ports/endpoint.ts'
import { type Checkout, isPaymentsError, type Order, type Payments } from '../ports/payments.ts'
import { contextOf } from '../store/context.ts'
import { read } from '../store/read.ts'
import { toldAgain } from '../store/replay.ts'
import { keep, look, type Seen } from './checkout-statements.ts'

type CheckoutCall = Omit<Call, 'input'>

/** Why there is no page for it, by the word that the statement has for it. */
const reasons: Readonly<Record<string, string>> = {
  state: 'Only an invoice that is issued and not yet paid can be checked out.',
  pending: 'A payment is under way already, and may still succeed.',
  inexpressible: 'The payment provider has no exact amount for this total in this currency.',
  refused: 'The payment provider does not collect this total in this currency.',
  changed: 'The invoice changed meanwhile.',
}

/** Opens a checkout, or tells the one that is open. Throws 404 where the caller has no such invoice, and 409 as `reasons` say. */
export async function checkOut(call: CheckoutCall, invoiceId: string): Promise<Reply> {
  const { ports, deadline, idempotency } = call
  const { payments } = ports
  if (!payments)
    throw new AppError(
      'conflict',
      'No payment provider is set up here: once the money has come, record it with `POST /v1/invoices/{id}/pay`.',
    )
  const owner = ownerOf(call.actor)
  const asked = { id: invoiceId, owner, provider: payments.provider }
  const [row] = await read(ports, look(asked), { signal: deadline.signal })
  const found = await pageFor(call, payments, invoiceId, row as Seen | undefined)
  const outcome = await keep(ports, {
    ...{ context: contextOf(call), deadline, principal: owner, idempotency },
    values: { ...asked, ...found, checkoutId: uuidv7(ports.clock.now()) },
  })
  if (outcome.status === 200) return { body: outcome.body, secret: true, replayed: outcome.replayed }
  const { reason } = outcome.body as { readonly reason: string | null }
  const problem =
    outcome.status === 404 ? new AppError('not-found') : new AppError('conflict', reasons[reason ?? 'state'])
  throw toldAgain(problem, outcome)
}

interface Found {
  readonly version: number | null
  readonly sessionId: string | null
  readonly url: string | null
  readonly expiresAt: string | null
  /** Why the provider has none. */
  readonly without: string | null
}

async function pageFor(
  call: CheckoutCall,
  payments: Payments,
  invoiceId: string,
  seen: Seen | undefined,
): Promise<Found> {
  const none = { version: seen?.version ?? null, sessionId: null, url: null, expiresAt: null, without: null }
  // Whether that is 404, 409 or the answer to an earlier request with this key, the statement knows.
  if (!seen?.owed || seen.pending) return none
  if (seen.open) return { ...none, ...seen.open }
  const opened = await open(call, payments, orderOf(call, invoiceId, seen))
  if (typeof opened === 'string') return { ...none, without: opened }
  const { id: sessionId, url, expiresAt } = opened
  return { ...none, sessionId, url, expiresAt: new Date(expiresAt).toISOString() }
}

function orderOf(
  { ports }: CheckoutCall,
  id: string,
  { version, number, total, currency, before }: Seen,
): Order {
  const { baseUrl } = ports.config
  return {
    // An expired page is not opened again, so the next one has another key.
    dedupe: `invoice:${id}:${version}:${before}`,
    reference: id,
    title: `Invoice ${number}`,
    amount: total,
    currency,
    paidUrl: `${baseUrl}/payments/received`,
    leftUrl: `${baseUrl}/payments/left`,
  }
}

/** The page, or the word for why there can be none. Throws `unavailable`. */
async function open(call: CheckoutCall, payments: Payments, order: Order): Promise<Checkout | string> {
  const { ports, deadline, requestId } = call
  try {
    return await call.patiently(() => payments.open(order, deadline.signal))
  } catch (error) {
    if (!isPaymentsError(error)) throw error
    const { fault, code } = error
    ports.meter.count('payments_not_opened_total', { provider: payments.provider, fault })
    if (fault === 'inexpressible') return fault
    const level = fault === 'refused' ? 'warn' : 'error'
    ports.log.write({ level, action: 'payments.open', result: 'failure', code, request_id: requestId })
    if (fault === 'refused') return fault
    throw unavailable(error, 5)
  }
}
