/**
 * Stripe as far as paying an invoice needs it: Checkout Sessions over its HTTP interface, and events signed as its documentation
 * says. It is as strict as Stripe where it matters here: the key, the version, the form, one session for one Idempotency-Key
 * and the same parameters.
 */
import { createHmac, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { listening } from './openid-provider.ts'

export interface StripeSession {
  readonly id: string
  readonly object: 'checkout.session'
  readonly client_reference_id: string | null
  readonly amount_total: number | null
  readonly currency: string | null
  readonly payment_status: 'paid' | 'unpaid' | 'no_payment_required'
  readonly url: string | null
  readonly expires_at: number
  readonly [more: string]: unknown
}

interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly form: URLSearchParams
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** What a session is made of, and nothing else is known. */
const known =
  /^(mode|client_reference_id|metadata\[\w+\]|payment_intent_data\[metadata\]\[\w+\]|line_items\[0\]\[quantity\]|line_items\[0\]\[price_data\]\[(currency|unit_amount)\]|line_items\[0\]\[price_data\]\[product_data\]\[name\]|adaptive_pricing\[enabled\]|success_url|cancel_url)$/

const refused = (status: number, type: string, code?: string): Answer => ({
  status,
  body: {
    error: { type, code, message: 'A sentence of Stripe’s, with what was sent: 4242 4242 4242 4242.' },
  },
})

export type StripeStandIn = Awaited<ReturnType<typeof stripeStandIn>>

export async function stripeStandIn(key = `sk_test_${randomBytes(12).toString('hex')}`) {
  const server = await listening()
  const asked: Asked[] = []
  const sessions: StripeSession[] = []
  const answers = new Map<string, { readonly form: string; readonly answer: Answer }>()
  /** Its way of answering for now; `distort` changes a session on its way out. */
  const manner = {
    delayMs: 0,
    answer: undefined as Answer | undefined,
    distort: (session: StripeSession): object => session,
  }

  function create(form: URLSearchParams): Answer {
    const value = (name: string) => form.get(name) ?? ''
    const amount = Number(value('line_items[0][price_data][unit_amount]'))
    const currency = value('line_items[0][price_data][currency]')
    const urls = [value('success_url'), value('cancel_url')]
    if ([...form.keys()].some((name) => !known.test(name)))
      return refused(400, 'invalid_request_error', 'parameter_unknown')
    if (value('mode') !== 'payment' || value('line_items[0][quantity]') !== '1')
      return refused(400, 'invalid_request_error')
    if (!/^[a-z]{3}$/.test(currency) || !urls.every((url) => URL.canParse(url)))
      return refused(400, 'invalid_request_error')
    if (!Number.isInteger(amount) || amount > 99_999_999)
      return refused(400, 'invalid_request_error', 'amount_too_large')
    if (amount < 50) return refused(400, 'invalid_request_error', 'amount_too_small')
    const id = `cs_test_${randomBytes(20).toString('hex')}`
    const session: StripeSession = {
      ...{ id, object: 'checkout.session', mode: 'payment', status: 'open', payment_status: 'unpaid' },
      ...{ client_reference_id: form.get('client_reference_id'), amount_total: amount, currency },
      ...{
        url: `https://checkout.stripe.com/c/pay/${id}#fid`,
        expires_at: Math.floor(Date.now() / 1000) + 86_400,
      },
    }
    sessions.push(session)
    return { status: 200, body: manner.distort(session) }
  }

  /** As Stripe has it, only what is open can be expired. */
  function expire(id: string): Answer {
    const at = sessions.findIndex((one) => one.id === id)
    const session = sessions[at]
    if (!session) return refused(404, 'invalid_request_error', 'resource_missing')
    if (session.status !== 'open') return refused(400, 'invalid_request_error')
    const expired = { ...session, status: 'expired', url: null }
    sessions[at] = expired
    return { status: 200, body: expired }
  }

  function answer({ path, headers, form }: Asked): Answer {
    if (manner.answer) return manner.answer
    if (headers.authorization !== `Bearer ${key}`) return refused(401, 'invalid_request_error')
    const [, ending] = /^POST \/v1\/checkout\/sessions\/(\w+)\/expire$/.exec(path) ?? []
    if (ending && headers['stripe-version']) return expire(ending)
    if (path !== 'POST /v1/checkout/sessions' || !headers['stripe-version'])
      return refused(404, 'invalid_request_error')
    const once = String(headers['idempotency-key'] ?? '')
    if (once === '' || once.length > 255) return refused(400, 'invalid_request_error')
    const before = answers.get(once)
    if (before && before.form !== form.toString()) return refused(400, 'idempotency_error')
    const given = before?.answer ?? create(form)
    answers.set(once, { form: form.toString(), answer: given })
    return given
  }

  server.on('request', async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const question = {
      path: `${request.method} ${request.url}`,
      headers: request.headers,
      form: new URLSearchParams(body),
    }
    asked.push(question)
    await sleep(manner.delayMs)
    const { status, body: said } = answer(question)
    response
      .writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' })
      .end(typeof said === 'string' ? said : JSON.stringify(said))
  })

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    asked,
    sessions,
    manner,
    close: () => void server.close().closeAllConnections(),
  }
}

/** An event as Stripe writes it. */
export function stripeEvent(
  type: string,
  object: object,
  id = `evt_${randomBytes(12).toString('hex')}`,
): string {
  const created = Math.floor(Date.now() / 1000)
  return JSON.stringify(
    {
      id,
      object: 'event',
      api_version: '2025-09-30.clover',
      created,
      livemode: false,
      type,
      data: { object },
    },
    null,
    2,
  )
}

/** `Stripe-Signature`: one `v1` for each secret, and the `v0` of test mode, which says nothing. */
export function stripeSignature(text: string, secrets: readonly string[], at = Date.now()): string {
  const moment = Math.floor(at / 1000)
  const signed = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${moment}.${text}`).digest('hex')}`,
  )
  return [`t=${moment}`, ...signed, `v0=${'0'.repeat(64)}`].join(',')
}
