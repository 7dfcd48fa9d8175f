/** What becomes of a mail on its way: tried again as the same mail, refused for good, come back, given up. */
import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { resend } from '../../src/drivers/mail/resend.ts'
import { smtp } from '../../src/drivers/mail/smtp.ts'
import type { Mailer } from '../../src/ports/mailer.ts'
import { openSmtpServer, readMail, type SmtpServer } from '../drivers/mail/smtp-server.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { mailRoom, type Sale } from './room.ts'

const from = 'Holdfast <no-reply@holdfast.example>'
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

let house: House
let room: ReturnType<typeof mailRoom>
let seller: Person
/** By which way mails leave at the moment. */
let way: Mailer
const servers: (Pick<SmtpServer, 'close'> | Server)[] = []

beforeAll(async () => {
  house = await openHouse({
    wrap(ports) {
      way = ports.mailer
      const read = () => way.read
      const mailer: Mailer = {
        send: (mail, dedupe) => way.send(mail, dedupe),
        get read() {
          return read()
        },
      }
      return { ...ports, mailer }
    },
  })
  room = mailRoom(house)
  seller = await house.signIn()
})
afterEach(async () => {
  await house.settle()
  for (const server of servers.splice(0)) server.close()
})
afterAll(() => house?.close())

async function bySmtp(recipient?: string) {
  const server = await openSmtpServer(recipient ? { recipient } : {})
  servers.push(server)
  way = smtp({ url: `smtp://127.0.0.1:${server.port}`, from, timeoutMs: 2_000 })
  return server
}

const sale = (): Promise<Sale> => room.sale({}, {}, seller)

describe('a mail over SMTP', () => {
  test('that nobody took is tried again as the very same, to the letter', async () => {
    const busy = await bySmtp('451 try later')
    const one = await sale()
    await room.send(one)
    await house.settle()
    expect(await room.list(one)).toMatchObject({ data: [{ state: 'queued', attempts: 1, sentAt: null }] })

    const server = await bySmtp()
    const [{ id }] = (await room.list(one)).data
    await room.tryAgain()
    expect(await room.list(one)).toMatchObject({ data: [{ state: 'sent', attempts: 2 }] })
    // The process dies after the mail was taken and before that is written down: once more, and recognisably so.
    await house.alter(`update invoice_mails set state = 'queued' where id = $1`, id)
    await house.alter(
      `update outbox set done_at = null, run_at = now() + interval '1 hour' where payload->>'mailId' = $1`,
      id,
    )
    await room.tryAgain()
    const [first, second, ...more] = server.received.map(({ raw }) => readMail(raw))
    expect([busy.received.length, more.length]).toEqual([0, 0])
    expect(first?.headers['message-id']).toMatch(/^<[0-9a-f]{40}@holdfast\.example>$/)
    expect(second?.headers['message-id']).toBe(first?.headers['message-id'])
    expect([second?.text, second?.html]).toEqual([first?.text, first?.html])
    const token = /token=(hf_i_[\w-]+)/.exec(first?.text ?? '')?.[1]
    expect((await house.fetch(`/invoice?token=${token}`)).status).toBe(200)
  })

  test('that is refused for good is not tried again, and is sent again by resending alone', async () => {
    const server = await bySmtp('550 no such user')
    const one = await sale()
    const { body } = await room.send(one)
    await house.settle()
    expect(await room.list(one)).toMatchObject({
      data: [{ state: 'bounced', attempts: 1, sentAt: null, bouncedAt: expect.any(String) }],
    })
    const connections = server.connections()
    expect(await room.tryAgain()).toEqual({ done: 0, failed: 0 })
    expect(server.connections()).toBe(connections)

    const refused = await room.send(one)
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      'The mail to this address came back. Correct the address, or resend that mail if it should be tried again.',
    ])
    const other = await bySmtp()
    expect((await room.resend(one, body.id)).status).toBe(202)
    await house.settle()
    expect(other.received).toHaveLength(1)
    expect(await room.states(one)).toEqual(['sent', 'bounced'])
    // Delivered since: what holds now is that it was sent.
    expect((await room.send(one)).body.detail).toContain('was sent to this address already')
  })

  test('that was given up may be sent again', async () => {
    await bySmtp('451 try later')
    const one = await sale()
    const { body } = await room.send(one)
    await house.settle()
    await house.alter(`update outbox set attempts = max_attempts - 1 where payload->>'mailId' = $1`, body.id)
    await room.tryAgain()
    expect(await room.list(one)).toMatchObject({ data: [{ state: 'failed', attempts: 10 }] })
    const server = await bySmtp()
    expect((await room.send(one)).status).toBe(202)
    await house.settle()
    expect(server.received).toHaveLength(1)
    expect(await room.states(one)).toEqual(['sent', 'failed'])
  })
})

describe('a mail over Resend', () => {
  let asked: { readonly key: string | undefined; readonly tags: unknown }[]

  async function byResend() {
    asked = []
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request.setEncoding('utf8')) text += chunk
      asked.push({ key: String(request.headers['idempotency-key']), tags: JSON.parse(text).tags })
      response.end('{"id":"1"}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    way = resend({ key: 're_secret', from, url, webhookSecret: secret })
  }

  /** One that was sent, and the name under which Resend will speak of it. */
  async function sent() {
    await byResend()
    const one = await sale()
    const { body } = await room.send(one)
    await house.settle()
    expect(asked).toEqual([{ key: body.id, tags: [{ name: 'mail', value: body.id }] }])
    expect(await room.states(one)).toEqual(['sent'])
    return { ...one, mailId: body.id as string }
  }

  const told = (type: string, tags: unknown) =>
    JSON.stringify({ type, created_at: '2026-11-26T09:00:00Z', data: { email_id: 'e', tags } })

  function signed(text: string, at = Date.now(), by = secret) {
    const [id, timestamp] = ['msg_1', String(Math.floor(at / 1000))]
    const key = Buffer.from(by.slice(6), 'base64')
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')
    return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,AAAA v1,${mac}` }
  }

  const hear = (text: string, headers: Record<string, string>) =>
    house.send('POST', '/v1/mail/events', text, undefined, headers)

  test.each<[string, string, (mailId: string) => unknown]>([
    ['came back', 'email.bounced', (mail) => ({ mail })],
    ['was complained of', 'email.complained', (mail) => [{ name: 'mail', value: mail }]],
  ])('that %s is marked so, by whom the secret vouches for', async (_what, type, tags) => {
    const one = await sent()
    const text = told(type, tags(one.mailId))
    expect((await hear(text, signed(text))).status).toBe(204)
    const list = await room.list(one)
    expect(list).toMatchObject({ data: [{ state: 'bounced', sentAt: expect.any(String) }] })
    // Told again, as providers do: nothing new.
    expect((await hear(text, signed(text))).status).toBe(204)
    expect(await room.list(one)).toEqual(list)
    expect((await room.send(one)).status).toBe(409)
    expect((await room.resend(one, one.mailId)).status).toBe(202)
    const log = await house.rows(
      `select actor_kind, action from audit_logs where entity_id = $1 order by id desc limit 1`,
      one.mailId,
    )
    expect(log).toEqual([{ actor_kind: 'system', action: 'mail:hear' }])
  })

  test('stays bounced where that was told before we had written that it was sent', async () => {
    await byResend()
    const mailer = way
    const { read } = way
    const one = await sale()
    way = {
      ...(read && { read }),
      async send(mail, dedupe) {
        await mailer.send(mail, dedupe)
        const text = told('email.bounced', { mail: dedupe })
        expect((await hear(text, signed(text))).status).toBe(204)
      },
    }
    await room.send(one)
    await house.settle()
    expect(await room.list(one)).toMatchObject({ data: [{ state: 'bounced', attempts: 1 }] })
  })

  const forgeries: readonly [string, (text: string) => Record<string, string>][] = [
    ['no signature', () => ({})],
    ['another secret', (text) => signed(text, Date.now(), `whsec_${Buffer.alloc(24, 8).toString('base64')}`)],
    ['a signature of another text', () => signed('{}')],
    ['a time long ago', (text) => signed(text, Date.now() - 301_000)],
    ['a time to come', (text) => signed(text, Date.now() + 302_000)],
    ['another time than was signed', (text) => ({ ...signed(text), 'svix-timestamp': '1' })],
    ['another id than was signed', (text) => ({ ...signed(text), 'svix-id': 'msg_2' })],
  ]

  test('is not marked by anybody else', async () => {
    const one = await sent()
    const text = told('email.bounced', { mail: one.mailId })
    for (const [what, headers] of forgeries) {
      const response = await hear(text, headers(text))
      expect([what, response.status]).toEqual([what, 400])
    }
    expect(await room.states(one)).toEqual(['sent'])
    // What must pass.
    expect((await hear(text, signed(text))).status).toBe(204)
    expect(await room.states(one)).toEqual(['bounced'])
  })

  test('is not changed by what is about no bounce, or about no mail of ours', async () => {
    const one = await sent()
    const others = [
      told('email.delivered', { mail: one.mailId }),
      told('email.bounced', { mail: '0199a3f2-6b1c-7c3e-9a5d-2f4b8c1d0e9f' }),
      told('email.bounced', { mail: 'x' }),
      told('email.bounced', null),
      told('contact.created', undefined),
      'no json',
    ]
    for (const text of others) expect([text, (await hear(text, signed(text))).status]).toEqual([text, 204])
    expect(await room.states(one)).toEqual(['sent'])
  })

  test('is spoken of by nobody where no secret was given', async () => {
    way = resend({ key: 're_secret', url: 'http://127.0.0.1:1', from })
    const text = told('email.bounced', {})
    expect((await hear(text, signed(text))).status).toBe(404)
  })
})

test('no failure says in a log to whom a mail should have gone', async () => {
  await bySmtp('550 no such user as said in RCPT TO')
  const one = await sale()
  await room.send(one)
  await house.settle()
  const kept = await house.rows(`select to_jsonb(o)::text as row from outbox o`)
  const all = JSON.stringify([kept, house.logged])
  expect(all).toContain('mail.bounced')
  expect(all).not.toContain(one.email)
})
