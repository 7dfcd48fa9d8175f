/** Checkout: a page of the provider's for exactly what is owed, once. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'
import { openTill, type Till } from './till.ts'

let till: Till
let ada: Person
let bob: Person
beforeAll(async () => {
  till = await openTill()
  ada = await till.house.signIn()
  bob = await till.house.signIn()
})
afterAll(() => till?.close())
afterEach(() =>
  Object.assign(till.stand.manner, { delayMs: 0, answer: undefined, distort: (one: object) => one }),
)

const checkouts = async () => (await till.house.rows('select count(*)::int as n from checkouts'))[0]?.n
const path = (id: string, action: string) => `/v1/invoices/${id}/${action}`

describe('a checkout', () => {
  test('asks Stripe for exactly the total, in its currency, in the name of the invoice', async () => {
    const invoice = await till.issued(ada, 12_345, 'EUR')
    const before = till.stand.asked.length
    const { status, body, headers } = await till.checkout(invoice.id, ada)
    const [asked, ...more] = till.stand.asked.slice(before)
    const session = till.stand.sessions.at(-1)
    expect([status, body, headers.get('cache-control')]).toEqual([
      200,
      { url: session?.url, expiresAt: new Date((session?.expires_at ?? 0) * 1000).toISOString() },
      'no-store',
    ])
    expect(more).toEqual([])
    expect(Object.fromEntries(asked?.form ?? [])).toEqual({
      mode: 'payment',
      client_reference_id: invoice.id,
      'metadata[invoice_id]': invoice.id,
      'payment_intent_data[metadata][invoice_id]': invoice.id,
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][unit_amount]': '12345',
      'line_items[0][price_data][product_data][name]': `Invoice ${invoice.number}`,
      'adaptive_pricing[enabled]': 'false',
      success_url: 'http://holdfast.test/payments/received',
      cancel_url: 'http://holdfast.test/payments/left',
    })
    expect(asked?.headers).toMatchObject({
      'idempotency-key': `invoice:${invoice.id}:${invoice.version}:0`,
      'stripe-version': '2025-09-30.clover',
    })
  })

  test('leads people back to pages of ours, which say nothing of the invoice', async () => {
    const { invoice } = await till.open(ada)
    const form = till.stand.asked.at(-1)?.form
    for (const name of ['success_url', 'cancel_url']) {
      const page = await till.house.fetch(form?.get(name) ?? '')
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(await page.text()).not.toContain(invoice.number)
    }
  })

  test('is opened once and told again while it is open', async () => {
    const { invoice, session } = await till.open(ada)
    const before = till.stand.asked.length
    const again = await till.checkout(invoice.id, ada)
    expect([again.status, again.body.url, till.stand.asked.length]).toEqual([200, session.url, before])
  })

  test('is one for all who ask at once', async () => {
    const invoice = await till.issued(ada)
    const answers = await Promise.all(Array.from({ length: 12 }, () => till.checkout(invoice.id, ada)))
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.url}`)).size).toBe(1)
    expect(till.stand.sessions.filter((one) => one.client_reference_id === invoice.id)).toHaveLength(1)
    const rows = await till.house.rows('select state from checkouts where invoice_id = $1', invoice.id)
    expect(rows).toEqual([{ state: 'open' }])
  })

  test('is another one, under another key, once the first has expired', async () => {
    const { invoice, session } = await till.open(ada)
    await till.house.alter(
      `update checkouts set expires_at = now() - interval '1 second' where invoice_id = $1`,
      invoice.id,
    )
    const { status, body } = await till.checkout(invoice.id, ada)
    expect([status, body.url === session.url]).toEqual([200, false])
    expect(till.stand.asked.at(-1)?.headers['idempotency-key']).toMatch(/:1$/)
  })

  test('is recorded, without the page itself', async () => {
    const { invoice } = await till.open(ada)
    const [{ details, action } = {}] = await till.house.rows(
      `select l.details, l.action from audit_logs l join checkouts k on l.entity_id = k.id::text
       where l.entity = 'checkouts' and k.invoice_id = $1`,
      invoice.id,
    )
    expect([action, (details as { redacted: unknown }).redacted]).toEqual(['invoices:checkout', ['url']])
    expect(JSON.stringify(details)).not.toContain('checkout.stripe.com')
  })

  test('is told again under one Idempotency-Key, also when the invoice is paid by then', async () => {
    const invoice = await till.issued(ada)
    const key = { 'idempotency-key': crypto.randomUUID() }
    const first = await till.checkout(invoice.id, ada, key)
    expect((await till.house.send('POST', path(invoice.id, 'pay'), {}, ada.token)).status).toBe(200)
    const again = await till.checkout(invoice.id, ada, key)
    expect([again.status, again.body, again.headers.get('idempotency-replayed')]).toEqual([
      200,
      first.body,
      'true',
    ])
    expect((await till.checkout(invoice.id, ada)).status).toBe(409)
  })

  test('that is refused is refused again under its Idempotency-Key, word for word', async () => {
    const invoice = await till.issued(ada, 1_234_567, 'UGX')
    const key = { 'idempotency-key': crypto.randomUUID() }
    const first = await till.checkout(invoice.id, ada, key)
    const again = await till.checkout(invoice.id, ada, key)
    expect([again.status, again.body]).toEqual([409, first.body])
    expect(again.headers.get('idempotency-replayed')).toBe('true')
  })

  test('is a program’s too, with the scope to write invoices and no less', async () => {
    const keyOf = async (scope: string) => {
      const made = await till.house.call(
        'POST',
        '/v1/auth/api-keys',
        { name: 'Till', scopes: [scope] },
        ada.token,
      )
      return { ...ada, token: made.body.key ?? made.body.token }
    }
    const invoice = await till.issued(ada)
    expect((await till.checkout(invoice.id, await keyOf('invoices:read'))).status).toBe(403)
    expect((await till.checkout(invoice.id, await keyOf('invoices:write'))).status).toBe(200)
  })
})

describe('there is no checkout, Stripe hears nothing and nothing is written', () => {
  const refused = async (id: string, person = ada) => {
    const [asked, rows] = [till.stand.asked.length, await checkouts()]
    const { status, body } = await till.checkout(id, person)
    expect([till.stand.asked.length, await checkouts()]).toEqual([asked, rows])
    return [status, body.code, body.detail]
  }
  const notOwed = [409, 'conflict', 'Only an invoice that is issued and not yet paid can be checked out.']
  const inexact = [
    409,
    'conflict',
    'The payment provider has no exact amount for this total in this currency.',
  ]

  test('of a draft', async () => {
    const customer = await till.house.call('POST', '/v1/customers', { name: 'A' }, ada.token)
    const lines = [{ description: 'Work', quantity: 1, unitAmount: 1000, taxRate: 0 }]
    const draft = { customerId: customer.body.id, currency: 'EUR', lines }
    const { body } = await till.house.call('POST', '/v1/invoices', draft, ada.token)
    expect(await refused(body.id)).toEqual(notOwed)
  })

  test.each(['pay', 'void'])('after %s', async (action) => {
    const invoice = await till.issued(ada)
    expect((await till.house.send('POST', path(invoice.id, action), undefined, ada.token)).status).toBe(200)
    expect(await refused(invoice.id)).toEqual(notOwed)
  })

  test.each([0, -500])('of a total of %i', async (total) => {
    expect(await refused((await till.issued(ada, total)).id)).toEqual(notOwed)
  })

  test('of a stranger’s invoice: the answer is that of one that does not exist', async () => {
    const { id } = await till.issued(ada)
    const stranger = await till.checkout(id, bob)
    const nothing = await till.checkout(crypto.randomUUID(), bob)
    expect(await refused(id, bob)).toEqual([404, 'not-found', undefined])
    expect({ ...stranger.body, instance: '' }).toEqual({ ...nothing.body, instance: '' })
  })

  test.each([
    ['UGX', 5_000],
    ['KWD', 1_234],
    ['TND', 1_005],
    ['MGA', 150],
    ['CLF', 50_000],
    ['IQD', 50_000],
    ['LYD', 50_000],
  ])('where Stripe cannot say it exactly: %s %i', async (currency, total) => {
    expect(await refused((await till.issued(ada, total, currency)).id)).toEqual(inexact)
  })

  test('for nobody', async () => {
    const invoice = await till.issued(ada)
    expect((await till.house.fetch(path(invoice.id, 'checkout'), { method: 'POST' })).status).toBe(401)
    expect((await till.checkout('not-an-id', ada)).status).toBe(422)
  })
})

describe('amounts are told as Stripe counts them', () => {
  test.each([
    ['JPY', 5_000, '5000'],
    ['ISK', 500, '50000'],
    ['MGA', 150_000, '1500'],
    ['KWD', 12_340, '12340'],
    ['HUF', 123_456, '123456'],
    ['TWD', 123_456, '123456'],
  ])('%s %i is %s', async (currency, total, told) => {
    const { session } = await till.open(ada, total, currency)
    expect([String(session.amount_total), session.currency]).toEqual([told, currency.toLowerCase()])
  })
})

describe('where Stripe does not do as it should, nothing is handed out or kept', () => {
  const attempt = async () => {
    const invoice = await till.issued(ada)
    const rows = await checkouts()
    const asked = till.stand.asked.length
    const answer = await till.checkout(invoice.id, ada)
    expect(await checkouts()).toBe(rows)
    expect(till.stand.asked.slice(asked).map((one) => one.path)).toEqual(['POST /v1/checkout/sessions'])
    expect(JSON.stringify([answer.body, till.house.logged])).not.toMatch(/4242|Stripe’s|sk_test/)
    return { invoice, answer }
  }
  const error = (type: string) => ({ error: { type, message: 'A sentence of Stripe’s: 4242' } })

  test.each([
    ['a failure of its own', { status: 500, body: error('api_error') }],
    ['bad gateway, as a page', { status: 502, body: '<html>' }],
    ['too many requests', { status: 429, body: error('rate_limit_error') }],
    ['the same key under way', { status: 409, body: error('idempotency_error') }],
    ['a key it does not know', { status: 401, body: error('invalid_request_error') }],
    ['a redirect', { status: 302, body: '' }],
    ['something that is no session', { status: 200, body: { id: 'cs_test_1' } }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['without an end', { status: 200, body: 'x'.repeat(300_000) }],
  ])('%s is 503, and the next try succeeds', async (_what, answer) => {
    till.stand.manner.answer = answer
    const { invoice, answer: refused } = await attempt()
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      503,
      'unavailable',
      '5',
    ])
    till.stand.manner.answer = undefined
    expect((await till.checkout(invoice.id, ada)).status).toBe(200)
  })

  test.each([
    ['another sum', { amount_total: 1 }],
    ['another currency', { currency: 'usd' }],
    ['another invoice', { client_reference_id: crypto.randomUUID() }],
    ['no web page', { url: 'javascript:alert(1)' }],
  ])('a session of %s is 503', async (_what, more) => {
    till.stand.manner.distort = (session) => ({ ...session, ...more })
    expect((await attempt()).answer.status).toBe(503)
  })

  test('no answer in time is 503, and the session that was made meanwhile is found again', async () => {
    till.stand.manner.delayMs = 3_500
    const { invoice, answer } = await attempt()
    expect(answer.status).toBe(503)
    till.stand.manner.delayMs = 0
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect((await till.checkout(invoice.id, ada)).status).toBe(200)
    expect(till.stand.sessions.filter((one) => one.client_reference_id === invoice.id)).toHaveLength(1)
  })

  test('a refusal of the sum is 409, and the log has Stripe’s word for it', async () => {
    const invoice = await till.issued(ada, 10)
    const { status, body } = await till.checkout(invoice.id, ada)
    expect([status, body.detail]).toEqual([
      409,
      'The payment provider does not collect this total in this currency.',
    ])
    expect(till.house.logged.findLast(({ action }) => action === 'payments.open')).toMatchObject({
      level: 'warn',
      code: '400:amount_too_small',
    })
  })
})

describe('without a provider', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house?.close())

  test('a checkout is 409 and says how a payment is recorded', async () => {
    const { token } = await house.signIn()
    const { status, body } = await house.call('POST', path(crypto.randomUUID(), 'checkout'), undefined, token)
    expect([status, body.code]).toEqual([409, 'conflict'])
    expect(body.detail).toContain('POST /v1/invoices/{id}/pay')
  })

  test('nobody is heard as one', async () => {
    const response = await house.send('POST', '/v1/payments/stripe/events', {})
    expect(response.status).toBe(404)
  })
})
