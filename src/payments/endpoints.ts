/** What can be asked about payments: a page to pay on, and to be heard as a provider. */
import * as z from 'zod'
import { AppError } from '../core/errors.ts'
import { uuid } from '../core/text.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { checkOut } from './checkout.ts'
import { take } from './events.ts'
import { eventOutcomes } from './inbox.ts'

const checkout = endpoint({
  method: 'POST',
  path: '/v1/invoices/{id}/checkout',
  action: 'invoices:checkout',
  summary: 'Open a page of the payment provider where an invoice can be paid',
  tag: 'Invoices',
  input: { params: z.strictObject({ id: uuid }) },
  output: {
    status: 200,
    description: 'Where to send who pays. The same page until it expires.',
    body: z.strictObject({ url: z.url(), expiresAt: z.iso.datetime({ precision: 3 }) }),
  },
  problems: ['validation', 'not-found', 'conflict'],
  access: { permission: 'domain:invoices:checkout' },
  limits: ['address'],
  idempotent: true,
  patienceMs: 8_000,
  run: (call) => checkOut(call, call.input.params.id),
})

const stripeEvents = endpoint({
  method: 'POST',
  path: '/v1/payments/stripe/events',
  action: 'payments:hear',
  summary: 'For Stripe alone: what became of a payment',
  tag: 'Payments',
  input: { raw: z.string(), headers: ['stripe-signature'] },
  output: {
    status: 200,
    description: 'It was taken, and need not be told again.',
    body: z.strictObject({ outcome: z.enum([...eventOutcomes, 'duplicate']) }),
  },
  problems: ['malformed', 'not-found'],
  access: 'anyone',
  unrecognised: true,
  limits: ['payments'],
  async run(call) {
    const { payments, meter } = call.ports
    if (payments?.provider !== 'stripe') throw new AppError('not-found')
    const event = payments.read(call.input.body, call.input.headers['stripe-signature'])
    if (event) return { body: { outcome: await take(call, payments.provider, event) } }
    // Nothing of why: whoever has no secret is told nothing about it.
    meter.count('payment_events_refused_total', { provider: payments.provider })
    throw new AppError('malformed')
  },
})

export const paymentEndpoints: readonly Endpoint[] = [checkout, stripeEvents]
