/** Mails by Resend, on every runtime as a person would run it: what is sent there, and what is believed of what comes back. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ResendStandIn, resendStandIn } from '../support/resend-stand-in.ts'
import {
  type RunningServer,
  type StartOptions,
  startBun,
  startEmbedded,
  startNode,
} from '../support/runtime.ts'
import { startWorkerd } from '../support/runtime-workerd.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'
import { type Client, clientOf, type Person } from './client.ts'
import { expectProblem } from './scenario.ts'
import { line } from './scenarios/books.ts'
import type { Exchange } from './transcript.ts'

const servers = Boolean(postgresUrl && redisUrl)
const from = 'Holdfast <no-reply@holdfast.example>'
/** By the title of a test, as the first runtime played it. */
const measure = new Map<string, readonly Exchange[]>()

describe.each<[string, (options: StartOptions) => Promise<RunningServer>, boolean]>([
  ['Node, embedded', startEmbedded, true],
  ['Node', startNode, servers],
  ['Bun', startBun, servers],
  ['workerd', startWorkerd, servers],
])('an invoice by Resend, on %s', (_name, start, runs) => {
  let stand: ResendStandIn
  let server: RunningServer
  let client: Client
  let seller: Person
  beforeAll(async () => {
    if (!runs) return
    stand = await resendStandIn()
    const env = {
      MAIL: `resend:${stand.key}`,
      MAIL_FROM: from,
      MAIL_WEBHOOK_SECRET: stand.secret,
      RESEND_API_URL: stand.url,
    }
    server = await start({ env, administered: true })
  }, 120_000)
  afterAll(async () => {
    await server?.stop()
    stand?.close()
  })

  /** An issued invoice to a customer of this address. */
  async function issued(email: string): Promise<string> {
    client = clientOf(server, new Map())
    // Made at the command line: nobody need read a mail to be let in.
    seller = await client.administrator()
    const { token } = seller
    const customer = await client.quietly(201, 'POST /v1/customers', { token, body: { name: 'B', email } })
    const draft = { customerId: customer.at('id'), currency: 'EUR', lines: [line(10_000)] }
    const id = (await client.quietly(201, 'POST /v1/invoices', { token, body: draft })).at('id')
    await client.quietly(200, `POST /v1/invoices/${id}/issue`, { token })
    return id
  }

  const taken = (email: string, count: number) =>
    stand.mails.filter(({ to }) => to.join() === email)[count - 1]

  /** A mail to this address; where there is no timer, the cron is called for one that is to be tried again. */
  const arrived = (email: string, count = 1, byCron = false) =>
    vi.waitFor(
      async () => {
        if (byCron) await client.cron()
        const mail = taken(email, count)
        if (!mail) throw new Error(`Resend has no mail ${count} to ${email}.`)
        return mail
      },
      { timeout: 15_000, interval: 200 },
    )

  const stateIs = (id: string, state: string) =>
    vi.waitFor(
      async () => {
        const list = await client.quietly(200, `GET /v1/invoices/${id}/mails`, { token: seller.token })
        expect(list.at('data.0.state')).toBe(state)
      },
      { timeout: 10_000, interval: 200 },
    )

  const hear = (status: number, text: string, headers: Record<string, string>) =>
    client.send(status, 'POST /v1/mail/events', { body: text, headers })

  function alike(title: string) {
    const told = measure.get(title) ?? client.transcript
    measure.set(title, told)
    expect(client.transcript.length).toBeGreaterThan(0)
    expect(client.transcript).toEqual(told)
  }

  test.skipIf(!runs)(
    'has come back once Resend says so, and nobody else',
    async () => {
      const email = 'returned@people.example.com'
      const id = await issued(email)
      const [{ send }, { token }] = [client, seller]
      const asked = await send(202, `POST /v1/invoices/${id}/send`, { token })
      const mailId = asked.at('id')
      const mail = await arrived(email)
      expect(mail).toMatchObject({ key: mailId, from, tags: [{ name: 'mail', value: mailId }] })
      const link = /token=(hf_i_[\w-]+)/.exec(mail.text)?.[1]
      await send(200, `GET /invoice?token=${link}`)
      await stateIs(id, 'sent')

      const text = stand.event('email.bounced', mailId)
      const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
      const signed = stand.signed(text)
      const forged: Record<string, string>[] = [
        {},
        stand.signed(`${text} `),
        stand.signed(text, ago(400)),
        stand.signed(text, ago(-400)),
        stand.signed(text, new Date(), `whsec_${Buffer.alloc(24, 8).toString('base64')}`),
        { ...signed, 'svix-id': 'msg_2' },
      ]
      for (const headers of forged) expectProblem(await hear(400, text, headers), 'malformed')
      const delivered = stand.event('email.delivered', mailId)
      await hear(204, delivered, stand.signed(delivered))
      await stateIs(id, 'sent')
      await hear(204, text, signed)
      await hear(204, text, stand.signed(text))
      const list = await send(200, `GET /v1/invoices/${id}/mails`, { token })
      expect([list.at('data.0.state'), list.at('data.0.id')]).toEqual(['bounced', mailId])

      const refused = await send(409, `POST /v1/invoices/${id}/send`, { token })
      expect(refused.at('detail')).toContain('came back')
      const again = await send(202, `POST /v1/invoices/${id}/mails/${mailId}/resend`, { token })
      expect((await arrived(email, 2)).key).toBe(again.at('id'))
      alike('bounced')
      for (const secret of [email, stand.key, stand.secret, String(link)])
        expect(server.output()).not.toContain(secret)
    },
    60_000,
  )

  test.skipIf(!runs)(
    'that Resend could not take is tried again as the very same mail',
    async () => {
      const email = 'later@people.example.com'
      const id = await issued(email)
      stand.manner.busyFor = email
      const asked = await client.send(202, `POST /v1/invoices/${id}/send`, { token: seller.token })
      await arrived(email, 1, true)
      await stateIs(id, 'sent')
      const attempts = stand.asked.filter(({ key }) => key === asked.at('id'))
      expect(attempts).toHaveLength(2)
      expect(attempts[0]).toEqual(attempts[1])
      const list = await client.send(200, `GET /v1/invoices/${id}/mails`, { token: seller.token })
      expect(list.at('data.0.attempts')).toBe('2')
      alike('tried again')
    },
    60_000,
  )
})
