/**
 * Connections to strangers are cut, before what is sent arrives and after it was taken. Everything arrives all the same, and what
 * arrives twice is known by its id: the receiver drops the second.
 */
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { smtp } from '../../src/drivers/mail/smtp.ts'
import type { Mailer } from '../../src/ports/mailer.ts'
import { openSmtpServer, readMail, type SmtpServer } from '../drivers/mail/smtp-server.ts'
import { mailRoom } from '../mailing/room.ts'
import { type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts'
import type { Person } from '../support/house.ts'
import { openRoom, type Room } from '../webhooks/room.ts'

const events = 300
const mails = 30

let room: Room
let ada: Person
let way: Mailer
let carrier: SmtpServer
let toReceiver: CuttingProxy
let toCarrier: CuttingProxy
beforeAll(async () => {
  room = await openRoom({
    wrap(ports) {
      way = ports.mailer
      return { ...ports, mailer: { send: (mail, dedupe) => way.send(mail, dedupe) } }
    },
  })
  ada = await room.signIn()
  carrier = await openSmtpServer()
  toReceiver = await cuttingProxy(room.receiver.url)
  toCarrier = await cuttingProxy(`smtp://127.0.0.1:${carrier.port}`)
})
afterAll(async () => {
  await Promise.all([toReceiver?.close(), toCarrier?.close(), carrier?.close()])
  await room?.close()
})

/** Whoever is cut off ten times is dead, and rightly so: what was tried five times is left alone. */
async function spareTheUnlucky(topic: string, proxy: CuttingProxy) {
  const [tried] = await room.rows('select max(attempts) as most from outbox where topic = $1', topic)
  if (Number(tried?.most) >= 5) proxy.cut(0)
}

test(`${events} events reach their endpoint at least once`, { timeout: 120_000 }, async () => {
  const { id, secret } = await room.subscribe(ada.token, { url: new URL('/hook', toReceiver.url).href })
  for (let made = 0; made < events; made += 100) {
    const operations = Array.from({ length: 100 }, (_, at) => ({
      op: 'create',
      data: { name: `C${made + at}` },
    }))
    expect((await room.call('POST', '/v1/customers/bulk', { operations }, ada.token)).status).toBe(200)
  }
  toReceiver.cut(0.3)
  const states = () =>
    room.rows(
      `select state, count(*)::int as n from webhook_deliveries where endpoint_id = $1 group by state`,
      id,
    )
  do {
    await room.deliver()
    await spareTheUnlucky('webhook', toReceiver)
    await room.due()
  } while ((await states()).some(({ state }) => state === 'pending'))
  expect(await states()).toEqual([{ state: 'delivered', n: events }])

  const first = new Map<string, string>()
  for (const { headers, body } of room.receiver.received) {
    new Webhook(secret).verify(body, headers)
    const known = headers['webhook-id'] ?? ''
    expect(first.get(known) ?? body).toBe(body)
    first.set(known, body)
  }
  const sent = await room.rows('select id::text from webhook_deliveries where endpoint_id = $1', id)
  expect([...first.keys()].sort()).toEqual(sent.map((row) => String(row.id)).sort())
  // Else nothing was cut that mattered: some never arrived at first, and some arrived twice.
  const { before, after } = toReceiver.cuts
  console.info(
    `${room.receiver.received.length} requests for ${events} events: ${JSON.stringify({ before, after })}`,
  )
  expect(before).toBeGreaterThan(10)
  expect(room.receiver.received.length).toBeGreaterThan(events + 10)
})

test(`${mails} invoices are mailed at least once`, { timeout: 120_000 }, async () => {
  const post = mailRoom(room)
  const sales = []
  for (let one = 0; one < mails; one++) sales.push(await post.sale({}, {}, ada))
  await room.settle()
  way = smtp({
    url: toCarrier.url.replace(/\/$/, ''),
    from: 'Holdfast <no-reply@holdfast.example>',
    timeoutMs: 2_000,
  })
  // A mail is a conversation of six lines, each of which may be its last.
  toCarrier.cut(0.06)
  for (const sale of sales) expect((await post.send(sale)).status).toBe(202)
  const waiting = () => room.rows(`select from invoice_mails where state = 'queued'`)
  do {
    await post.tryAgain()
    await spareTheUnlucky('invoice-mail', toCarrier)
  } while ((await waiting()).length > 0)

  for (const sale of sales) expect(await post.states(sale)).toEqual(['sent'])
  const read = carrier.received.map(({ raw, recipients }) => ({ ...readMail(raw), to: recipients.join() }))
  const first = new Map<string, string>()
  for (const { headers, to, text } of read) {
    const known = headers['message-id'] ?? ''
    expect(first.get(known) ?? to + text).toBe(to + text)
    first.set(known, to + text)
  }
  expect(first.size).toBe(mails)
  for (const { email } of sales) expect(read.some(({ to }) => to.includes(email))).toBe(true)
  expect(toCarrier.cuts.before + toCarrier.cuts.after).toBeGreaterThan(0)
})
