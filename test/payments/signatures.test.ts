/** Nobody is heard as Stripe but who signs with a secret of ours, just now, exactly what arrives. */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxBodyBytes } from '../../src/gateway/body-limit.ts'
import type { Person } from '../support/house.ts'
import { type StripeSession, stripeEvent, stripeSignature } from '../support/stripe-stand-in.ts'
import { completed, openTill, type Till } from './till.ts'

let till: Till
let ada: Person
let invoiceId: string
let session: StripeSession
let text: string
beforeAll(async () => {
  till = await openTill()
  ada = await till.house.signIn()
  const opened = await till.open(ada)
  invoiceId = opened.invoice.id
  session = opened.session
  text = stripeEvent(completed, { ...session, payment_status: 'paid' })
})
afterAll(() => till?.close())

const first = () => till.webhookSecrets.slice(0, 1)
const sign = (body = text, secrets = first(), at = Date.now()) => stripeSignature(body, secrets, at)
const events = async () => (await till.house.rows('select count(*)::int as n from payment_events'))[0]?.n
const second = 1_000

const refusals: readonly [what: string, () => readonly [body: string, signature: string]][] = [
  ['no signature', () => [text, '']],
  ['an empty one', () => [text, ' ']],
  ['another secret', () => [text, sign(text, ['whsec_somebody_elses_secret'])]],
  ['the secret without its prefix', () => [text, sign(text, [String(first()[0]).slice('whsec_'.length)])]],
  ['the key in place of the secret', () => [text, sign(text, [till.stand.key])]],
  ['a body that was changed', () => [text.replace('12345', '12346'), sign()]],
  ['a body with a space more', () => [`${text} `, sign()]],
  ['a body with a mark in front', () => [`\uFEFF${text}`, sign()]],
  ['a body in another spelling', () => [JSON.stringify(JSON.parse(text)), sign()]],
  ['no body', () => ['', sign()]],
  ['the signature of another event', () => [text, sign(stripeEvent(completed, session))]],
  ['a moment that was changed', () => [text, sign().replace(/t=(\d+)/, (_, t) => `t=${Number(t) + 1}`)]],
  ['a moment that is spelt otherwise', () => [text, sign().replace('t=', 't=0')]],
  ['a moment of five minutes and a bit ago', () => [text, sign(text, first(), Date.now() - 302 * second)]],
  ['a moment far ahead', () => [text, sign(text, first(), Date.now() + 305 * second)]],
  ['no moment', () => [text, sign().replace(/t=\d+,/, '')]],
  ['two moments', () => [text, `${sign()},t=1`]],
  ['two moments, the right one last', () => [text, `t=1,${sign()}`]],
  ['no v1', () => [text, sign().replaceAll('v1=', 'v2=')]],
  ['the right one as v0', () => [text, sign().replace('v1=', 'v0=')]],
  ['half of it', () => [text, sign().replace(/v1=(.{32}).{32}/, 'v1=$1')]],
  ['in capitals', () => [text, sign().replace(/v1=(\w+)/, (_, hex) => `v1=${hex.toUpperCase()}`)]],
  ['an empty v1', () => [text, sign().replace(/v1=\w+/, 'v1=')]],
  ['of the body alone', () => [text, unsalted()]],
  [
    'the right one among too many',
    () => [
      text,
      `${sign()},${Array(8)
        .fill(`v1=${'0'.repeat(64)}`)
        .join()}`,
    ],
  ],
  ['the right one in a header without an end', () => [text, `${sign()},${'x=1,'.repeat(600)}`]],
]

function unsalted() {
  const hex = createHmac('sha256', String(first()[0])).update(text).digest('hex')
  return `t=${Math.floor(Date.now() / 1000)},v1=${hex}`
}

describe('is not heard, and told nothing of why', () => {
  test.each(refusals)('%s', async (_what, make) => {
    const [body, signature] = make()
    const [before, inbox] = [await till.state(invoiceId), await events()]
    const { status, body: said, headers } = await till.deliver(body, signature)
    expect([status, { ...said, instance: '' }]).toEqual([
      400,
      {
        type: '/problems/malformed',
        title: 'The request could not be read.',
        status: 400,
        code: 'malformed',
        instance: '',
      },
    ])
    expect(headers.get('www-authenticate')).toBeNull()
    expect([await till.state(invoiceId), await events()]).toEqual([before, inbox])
  })

  test.each([
    ['no JSON', '{"id":'],
    ['no object', '[]'],
    ['an event without an id', '{"type":"customer.created","data":{"object":{}}}'],
    ['an event with an endless id', JSON.stringify({ id: 'e'.repeat(300), type: 'x', data: { object: {} } })],
    ['an event about nothing', '{"id":"evt_1","type":"customer.created"}'],
    ['a session without an id', stripeEvent(completed, { payment_status: 'paid' })],
    ['a session whose sum is a fraction', stripeEvent(completed, { id: 'cs_1', amount_total: 1.5 })],
  ])('signed, but %s', async (_what, body) => {
    const inbox = await events()
    expect((await till.deliver(body, sign(body))).status).toBe(400)
    expect(await events()).toBe(inbox)
  })
})

describe('is refused before anybody looks at its signature', () => {
  const post = (headers: Record<string, string>, body: BodyInit) =>
    till.house.fetch('/v1/payments/stripe/events', { method: 'POST', headers, body })
  const json = { 'content-type': 'application/json' }

  test('what is no JSON by its own word', async () => {
    expect((await post({ 'content-type': 'text/plain', 'stripe-signature': sign() }, text)).status).toBe(415)
    expect(
      (await post({ ...json, 'content-encoding': 'gzip', 'stripe-signature': sign() }, text)).status,
    ).toBe(415)
  })

  test('what is too large', async () => {
    const body = text.padEnd(maxBodyBytes + 1, ' ')
    expect((await post({ ...json, 'stripe-signature': sign(body) }, body)).status).toBe(413)
  })

  test('what is no UTF-8', async () => {
    const body = new Uint8Array([...new TextEncoder().encode(text), 0xff])
    expect((await post({ ...json, 'stripe-signature': sign() }, body)).status).toBe(400)
  })

  test('a browser, from another place', async () => {
    const headers = { ...json, 'stripe-signature': sign(), 'sec-fetch-site': 'cross-site' }
    expect((await post(headers, text)).status).toBe(403)
  })

  test('too many of them, by a limit of their own', async () => {
    const narrow = await openTill({
      config: { limits: { ...till.house.ports.config.limits, payments: { count: 3, windowSeconds: 60 } } },
    })
    const answers = []
    for (let at = 0; at < 5; at++) answers.push((await narrow.deliver('{}', 't=1,v1=2')).status)
    expect(answers).toEqual([400, 400, 400, 429, 429])
    expect((await narrow.house.send('GET', '/livez')).status).toBe(200)
    expect((await narrow.house.send('GET', '/v1/me')).status).toBe(401)
    await narrow.close()
  })
})

describe('is heard', () => {
  const signedWith = (secrets: readonly string[], at?: number) => {
    const body = stripeEvent('customer.created', { id: 'cus_1' })
    return till.deliver(body, stripeSignature(body, secrets, at))
  }

  test('with the first secret, with the second, and with both while one is replaced', async () => {
    for (const secrets of [first(), till.webhookSecrets.slice(1), till.webhookSecrets])
      expect((await signedWith(secrets)).body).toEqual({ outcome: 'ignored' })
  })

  test('with a secret that we do not have beside one that we have', async () => {
    expect((await signedWith(['whsec_of_another_endpoint', ...first()])).status).toBe(200)
  })

  test('almost five minutes late, or early', async () => {
    for (const late of [-298, 298])
      expect((await signedWith(first(), Date.now() + late * second)).status).toBe(200)
  })

  test('with letters of every script', async () => {
    const body = stripeEvent('customer.created', { id: 'cus_1', name: 'Žofia 李 🐙 \u2028' })
    expect((await till.deliver(body, sign(body))).status).toBe(200)
  })

  test('whatever else is presented, also a session that is over', async () => {
    const body = stripeEvent('customer.created', { id: 'cus_1' })
    const headers = {
      'content-type': 'application/json',
      'stripe-signature': sign(body),
      authorization: 'Bearer hf_s_x',
    }
    const response = await till.house.fetch('/v1/payments/stripe/events', { method: 'POST', headers, body })
    expect(response.status).toBe(200)
  })

  test('the same again, within its time: once', async () => {
    expect((await till.deliver(text)).body).toEqual({ outcome: 'paid' })
    expect((await till.deliver(text)).body).toEqual({ outcome: 'duplicate' })
    expect(await till.inbox(invoiceId)).toHaveLength(1)
  })
})
