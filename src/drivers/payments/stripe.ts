/**
 * Stripe, by its HTTP interface: a Checkout Session for exactly one sum, and the signed events that tell what became of it.
 *
 * A session has one line, no discounts, no tax of Stripe's and no other currency than asked for, and what Stripe answers is
 * held against what was asked: nobody is sent to a page where another sum is collected.
 */
import * as z from 'zod'
import type { PaymentsConfig } from '../../core/config.ts'
import type { Clock } from '../../ports/clock.ts'
import {
  type CheckoutNews,
  type CheckoutState,
  isPaymentsError,
  type Order,
  type Payments,
  paymentsError,
} from '../../ports/payments.ts'
import { boundedText } from '../bounded-text.ts'
import { jsonOf } from '../json-of.ts'
import { fromStripe, toStripe } from './stripe-amount.ts'
import { isSigned } from './stripe-signature.ts'

export type StripeConfig = Extract<PaymentsConfig, { driver: 'stripe' }>

export interface StripeWorld {
  readonly clock: Clock
  readonly timeoutMs?: number
}

/** What Stripe's answers mean does not change under us. Events come as the endpoint in its dashboard says: what is read of them has not changed. */
const version = '2025-09-30.clover'
const maxBytes = 262_144

const session = z.object({
  id: z.string().min(1).max(140),
  client_reference_id: z.string().max(255).nullish(),
  amount_total: z.int().nullish(),
  currency: z.string().max(8).nullish(),
  payment_status: z.string().nullish(),
})
const opened = session.extend({ url: z.url().max(4_096), expires_at: z.int() })
const refusal = z.object({ error: z.object({ code: z.string().optional(), type: z.string().optional() }) })
const event = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  data: z.object({ object: z.unknown() }),
})

export function stripe(
  { key, webhookSecrets, url }: StripeConfig,
  { clock, timeoutMs = 5_000 }: StripeWorld,
): Payments {
  const ask = (
    path: string,
    signal: AbortSignal,
    { headers, body }: Pick<RequestInit, 'headers' | 'body'> = {},
  ) =>
    post(`${url}/v1/checkout/sessions${path}`, {
      headers: { authorization: `Bearer ${key}`, 'stripe-version': version, ...headers },
      ...(body && { body }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })

  return {
    provider: 'stripe',

    async open(order, signal) {
      const amount = toStripe(order.amount, order.currency)
      if (amount === undefined) throw paymentsError('inexpressible', order.currency)
      const currency = order.currency.toLowerCase()
      const { status, text } = await ask('', signal, {
        headers: { 'idempotency-key': order.dedupe },
        body: formOf(order, amount, currency),
      })
      if (status !== 200) throw paymentsError(faultOf(status), `${status}:${wordOf(text)}`)
      const { data } = opened.safeParse(jsonOf(text))
      const same = data?.amount_total === amount && data.currency === currency
      if (!data || !same || data.client_reference_id !== order.reference || !/^https?:/.test(data.url))
        throw paymentsError('unreachable', 'untrusted')
      return { id: data.id, url: data.url, expiresAt: data.expires_at * 1000 }
    },

    async end(id, signal) {
      const { status, text } = await ask(`/${encodeURIComponent(id)}/expire`, signal)
      // 400: it is not open any more. Whether somebody paid by then an event will tell.
      if (![200, 400, 404].includes(status)) throw paymentsError('unreachable', `${status}:${wordOf(text)}`)
    },

    read(text, signature) {
      if (signature === undefined || !isSigned(text, signature, webhookSecrets, clock.now())) return undefined
      const told = event.safeParse(jsonOf(text)).data
      if (!told) return undefined
      const { id, type } = told
      const stateOf = states.get(type)
      if (!stateOf) return { id, type, checkout: undefined }
      const found = session.safeParse(told.data.object).data
      return found && { id, type, checkout: newsOf(found, stateOf(found.payment_status)) }
    },
  }
}

/** What each event says of its session; undefined: nothing that is of use. */
const states = new Map<string, (status: string | null | undefined) => CheckoutState | undefined>([
  [
    'checkout.session.completed',
    (status) => (status === 'paid' ? 'paid' : status === 'unpaid' ? 'pending' : undefined),
  ],
  ['checkout.session.async_payment_succeeded', (status) => (status === 'paid' ? 'paid' : undefined)],
  ['checkout.session.async_payment_failed', () => 'failed'],
  ['checkout.session.expired', () => 'expired'],
])

function newsOf(
  { id, client_reference_id: reference, amount_total: amount, currency }: z.output<typeof session>,
  state: CheckoutState | undefined,
): CheckoutNews | undefined {
  if (!state) return undefined
  const iso = currency?.toUpperCase()
  return {
    id,
    state,
    reference: reference ?? undefined,
    amount: amount == null || iso === undefined ? undefined : fromStripe(amount, iso),
    currency: iso,
  }
}

function formOf({ reference, title, paidUrl, leftUrl }: Order, amount: number, currency: string) {
  return new URLSearchParams({
    mode: 'payment',
    client_reference_id: reference,
    'metadata[invoice_id]': reference,
    'payment_intent_data[metadata][invoice_id]': reference,
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': currency,
    'line_items[0][price_data][unit_amount]': String(amount),
    'line_items[0][price_data][product_data][name]': title,
    'adaptive_pricing[enabled]': 'false',
    success_url: paidUrl,
    cancel_url: leftUrl,
  })
}

async function post(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { ...init, method: 'POST', redirect: 'manual' })
    const text = await boundedText(response.body, maxBytes)
    if (text === undefined) throw paymentsError('unreachable', 'size')
    return { status: response.status, text }
  } catch (error) {
    if (isPaymentsError(error)) throw error
    throw paymentsError('unreachable', init.signal?.aborted ? 'time' : 'network')
  }
}

/** 400 and 402 are about what was asked. A wrong key, too many requests or one with the same key under way are not. */
const faultOf = (status: number) => (status === 400 || status === 402 ? 'refused' : 'unreachable')

/** Stripe's own word for it, from its closed list; never its sentence. */
function wordOf(text: string): string {
  const error = refusal.safeParse(jsonOf(text)).data?.error
  const word = error?.code ?? error?.type ?? ''
  return /^[a-z_]{1,64}$/.test(word) ? word : 'unknown'
}
