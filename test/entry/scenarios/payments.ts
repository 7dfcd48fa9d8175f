/** Money: an invoice is paid by who proves that he is Stripe, or by the hand of who wrote it, and once. */
import { expect } from 'vitest'
import { type StripeSession, stripeEvent, stripeSignature } from '../../support/stripe-stand-in.ts'
import type { Answer, Client, Person } from '../client.ts'
import { expectProblem, type Family } from '../scenario.ts'
import { invoiceOf } from './books.ts'

const completed = 'checkout.session.completed'
const paid = { payment_status: 'paid' }

async function issuedOf(client: Client, person: Person, unitAmount = 12_345): Promise<string> {
  const id = await invoiceOf(client, person, unitAmount)
  await client.quietly(200, `POST /v1/invoices/${id}/issue`, { token: person.token })
  return id
}

/** The session that Stripe has for an invoice. */
function sessionOf({ counterparts }: Client, id: string): StripeSession {
  const session = counterparts.stripe.sessions.findLast((one) => one.client_reference_id === id)
  if (!session) throw new Error('Stripe was asked for no page.')
  return session
}

async function openedOf(client: Client, { token }: Person, id: string): Promise<StripeSession> {
  await client.quietly(200, `POST /v1/invoices/${id}/checkout`, { token })
  return sessionOf(client, id)
}

/** What is said of money is in every script: the signature is over bytes. */
const eventOf = (session: StripeSession, type = completed, more: object = paid) =>
  stripeEvent(type, { ...session, ...more, customer_details: { name: 'Zoë Müller €' } })

interface Telling {
  readonly status?: number
  readonly signature?: string
}

/** As Stripe sends it. */
function tell({ send, counterparts }: Client, text: string, telling: Telling = {}): Promise<Answer> {
  const { status = 200, signature = stripeSignature(text, [counterparts.stripeSecrets[0]]) } = telling
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    ...(signature && { 'stripe-signature': signature }),
  }
  return send(status, 'POST /v1/payments/stripe/events', { body: text, headers })
}

const statusOf = async ({ quietly }: Client, { token }: Person, id: string) =>
  (await quietly(200, `GET /v1/invoices/${id}`, { token })).at('status')

export const payments: Family = [
  {
    name: 'opens one page for what is owed, and is paid by Stripe’s word, once',
    async play(client) {
      const { send, person } = client
      const pia = await person('pia')
      const { token } = pia
      const id = await issuedOf(client, pia)
      const checkout = `POST /v1/invoices/${id}/checkout`
      const page = await send(200, checkout, { token })
      expect(page.header('cache-control')).toBe('no-store')
      const session = sessionOf(client, id)
      expect([page.at('url'), session.amount_total, session.currency]).toEqual([session.url, 14_691, 'eur'])
      expect((await send(200, checkout, { token })).at('url')).toBe(page.at('url'))

      const text = eventOf(session)
      const signature = stripeSignature(text, [client.counterparts.stripeSecrets[0]])
      const told = await Promise.all([1, 2, 3].map(() => tell(quiet(client), text, { signature })))
      expect(told.map((answer) => answer.at('outcome')).sort()).toEqual(['duplicate', 'duplicate', 'paid'])
      expect((await tell(client, text)).at('outcome')).toBe('duplicate')
      expect((await tell(client, eventOf(session))).at('outcome')).toBe('repeated')

      const invoice = await send(200, `GET /v1/invoices/${id}`, { token })
      expect([invoice.at('status'), invoice.at('version')]).toEqual(['paid', '3'])
      expect(invoice.at('paymentReference')).toBe(session.id)
      const history = await send(200, `GET /v1/invoices/${id}/history`, { token })
      expect([history.at('data.0.action'), history.at('data.0.actor.kind')]).toEqual([
        'payments:hear',
        'system',
      ])
      expectProblem(await send(409, checkout, { token }), 'conflict')
    },
  },
  {
    name: 'believes nobody who does not prove that he is Stripe',
    async play(client) {
      const { person, counterparts } = client
      const pia = await person('pia')
      const id = await issuedOf(client, pia)
      const text = eventOf(await openedOf(client, pia, id))
      const [first, second] = counterparts.stripeSecrets
      const forged = [
        '',
        't=1,v1=00',
        stripeSignature(text, ['whsec_somebody_else_s_secret']),
        stripeSignature(`${text} `, [first]),
        stripeSignature(text, [first], Date.now() - 400_000),
        stripeSignature(text, [first], Date.now() + 400_000),
      ]
      for (const signature of forged)
        expectProblem(await tell(client, text, { status: 400, signature }), 'malformed')
      expect(await statusOf(client, pia, id)).toBe('issued')
      // With the secret that comes next, beside a signature of nobody's.
      const signature = stripeSignature(text, ['whsec_somebody_else_s_secret', second])
      expect((await tell(client, text, { signature })).at('outcome')).toBe('paid')
      expect(await statusOf(client, pia, id)).toBe('paid')
    },
  },
  {
    name: 'takes what fits no invoice, and heeds none of it',
    async play(client) {
      const { person } = client
      const pia = await person('pia')
      const id = await issuedOf(client, pia)
      const session = await openedOf(client, pia, id)
      const stranger = { ...session, id: `cs_test_${'0'.repeat(40)}` }
      const others: readonly (readonly [outcome: string, text: string])[] = [
        ['mismatch', eventOf({ ...session, amount_total: 1 })],
        ['mismatch', eventOf({ ...session, currency: 'usd' })],
        ['mismatch', eventOf({ ...session, client_reference_id: crypto.randomUUID() })],
        ['unknown', eventOf(stranger)],
        ['ignored', stripeEvent('customer.created', { id: 'cus_1' })],
        ['noted', eventOf(session, 'checkout.session.expired', { payment_status: 'unpaid' })],
      ]
      for (const [outcome, text] of others) expect((await tell(client, text)).at('outcome')).toBe(outcome)
      expect(await statusOf(client, pia, id)).toBe('issued')
    },
  },
  {
    name: 'is paid by the hand of who wrote it, be it an administrator, and of nobody else',
    async play(client) {
      const { send, person, administrator } = client
      const [root, pia] = [await administrator(), await person('pia')]
      const { token } = root
      const id = await issuedOf(client, root)
      const session = await openedOf(client, root, id)
      const pay = `POST /v1/invoices/${id}/pay`
      const body = { amount: 14_691, currency: 'EUR', reference: 'Überweisung 7' }
      expectProblem(await send(404, pay, { token: pia.token, body }), 'not-found')
      expectProblem(await send(409, pay, { token, body: { ...body, amount: 14_690 } }), 'conflict')
      const stale = { 'if-match': '"1"' }
      expectProblem(await send(412, pay, { token, body, headers: stale }), 'precondition-failed')
      const done = await send(200, pay, { token, body, headers: { 'if-match': '"2"' } })
      expect([done.at('status'), done.at('paymentReference')]).toEqual(['paid', 'Überweisung 7'])
      expectProblem(await send(409, pay, { token, body }), 'conflict')
      expect((await tell(client, eventOf(session))).at('outcome')).toBe('already-paid')

      const theirs = await issuedOf(client, pia)
      expectProblem(await send(404, `POST /v1/invoices/${theirs}/pay`, { token, body }), 'not-found')
      const draft = await invoiceOf(client, pia)
      const unissued = await send(409, `POST /v1/invoices/${draft}/pay`, { token: pia.token, body })
      expect(unissued.at('detail')).toBe('A draft is not owed: issue it first.')
    },
  },
  {
    name: 'leads back to pages that say nothing of the invoice',
    async play({ send }) {
      for (const path of ['/payments/received', '/payments/left']) {
        const page = await send(200, `GET ${path}`)
        expect(page.header('content-type')).toBe('text/html; charset=utf-8')
      }
    },
  },
]

/** Kept out of the transcript: which of those that come at once is the first is chance. */
const quiet = (client: Client): Client => ({ ...client, send: client.quietly })
