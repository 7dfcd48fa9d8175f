/** A house that takes payments by the stand-in of Stripe, and what its tests ask again and again. */
import { randomBytes } from 'node:crypto'
import { stripe } from '../../src/drivers/payments/stripe.ts'
import type { BarePorts } from '../../src/ports/index.ts'
import { type House, type HouseOptions, openHouse, type Person } from '../support/house.ts'
import {
  type StripeSession,
  stripeEvent,
  stripeSignature,
  stripeStandIn,
} from '../support/stripe-stand-in.ts'

export type Till = Awaited<ReturnType<typeof openTill>>

export const completed = 'checkout.session.completed'

const secretOf = () => `whsec_${randomBytes(16).toString('hex')}`

export async function openTill(options: HouseOptions = {}) {
  const stand = await stripeStandIn()
  const webhookSecrets = [secretOf(), secretOf()]
  const payments = { driver: 'stripe', key: stand.key, webhookSecrets, url: stand.url } as const
  const wrap = (ports: BarePorts) => {
    const taking = { ...ports, payments: stripe(payments, { clock: ports.clock, timeoutMs: 3_000 }) }
    return options.wrap?.(taking) ?? taking
  }
  const house = await openHouse({ ...options, config: { ...options.config, payments }, wrap })

  /** An issued invoice over so much, of this person's. */
  async function issued(person: Person, unitAmount = 12_345, currency = 'EUR') {
    const { token } = person
    const customer = await house.call('POST', '/v1/customers', { name: 'A Customer' }, token)
    const lines = [{ description: 'Work', quantity: 1, unitAmount, taxRate: 0 }]
    const draft = { customerId: customer.body.id, currency, lines }
    const { body } = await house.call('POST', '/v1/invoices', draft, token)
    return (await house.call('POST', `/v1/invoices/${body.id}/issue`, undefined, token)).body
  }

  const checkout = (id: string, person: Person, headers = {}) =>
    house.call('POST', `/v1/invoices/${id}/checkout`, undefined, person.token, headers)

  /** An issued invoice and the session in which it can be paid. */
  async function open(person: Person, unitAmount?: number, currency?: string) {
    const invoice = await issued(person, unitAmount, currency)
    const { status } = await checkout(invoice.id, person)
    const session = stand.sessions.findLast((one) => one.client_reference_id === invoice.id)
    if (status !== 200 || !session) throw new Error(`No checkout (${status}).`)
    return { invoice, session }
  }

  /** A text as Stripe would send it. */
  async function deliver(
    text: string,
    signature: string | undefined = stripeSignature(text, webhookSecrets.slice(0, 1)),
  ) {
    const response = await house.fetch('/v1/payments/stripe/events', {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(signature !== '' && { 'stripe-signature': signature }),
      },
      body: text,
    })
    return { status: response.status, body: await response.json(), headers: response.headers } as Awaited<
      ReturnType<House['call']>
    >
  }

  /** Tells of a session that it was paid, or what else; `more` is what Stripe says of it differently. */
  const tell = (
    session: StripeSession,
    type = completed,
    more: object = { payment_status: 'paid' },
    id?: string,
  ) => deliver(stripeEvent(type, { ...session, ...more }, id))

  const state = async (id: string) => {
    const [row] = await house.rows(
      `select i.status, i.version, i.payment_reference, (select count(*)::int from audit_logs l
        where l.entity = 'invoices' and l.entity_id = i.id::text) as audited from invoices i where id = $1`,
      id,
    )
    return row
  }

  /** The inbox, of one event or of everything about one invoice. */
  const inbox = (id: string) =>
    house.rows(
      'select type, outcome, amount, currency from payment_events where invoice_id::text = $1 or id = $1 order by received_at',
      id,
    )

  return {
    ...{ house, stand, webhookSecrets, issued, checkout, open, deliver, tell, state, inbox },
    async close() {
      await house.close()
      stand.close()
    },
  }
}
