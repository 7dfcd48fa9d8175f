/** An invoice goes to its customer by mail, who reads and prints it behind a link. */
import { expect, vi } from 'vitest'
import type { Client, Person } from '../client.ts'
import { expectProblem, type Family } from '../scenario.ts'
import { line } from './books.ts'

const page = /^default-src 'none';.* frame-ancestors 'none'/

/** An invoice to a customer with an address. */
async function owed({ quietly }: Client, { token }: Person, email: string, issued = true): Promise<string> {
  const name = 'Bæst & <Sønner>'
  const customer = await quietly(201, 'POST /v1/customers', { token, body: { name, email } })
  const body = { customerId: customer.at('id'), currency: 'EUR', lines: [line(123_456, 3, 1900)] }
  const id = (await quietly(201, 'POST /v1/invoices', { token, body })).at('id')
  if (issued) await quietly(200, `POST /v1/invoices/${id}/issue`, { token })
  return id
}

/** The mails of an invoice, once the newest has left. */
async function sent({ send, quietly }: Client, { token }: Person, id: string) {
  const ask = `GET /v1/invoices/${id}/mails`
  await vi.waitFor(async () => expect((await quietly(200, ask, { token })).at('data.0.state')).toBe('sent'), {
    timeout: 10_000,
    interval: 250,
  })
  return send(200, ask, { token })
}

export const mailing: Family = [
  {
    name: 'goes to its customer by mail, who reads it behind a link',
    async play(client) {
      const { send, person, mailedToken } = client
      const mona = await person('mona')
      const { token } = mona
      const email = 'buyer@people.example.com'
      const id = await owed(client, mona, email)
      const headers = { 'idempotency-key': 'send-once' }
      const asked = await send(202, `POST /v1/invoices/${id}/send`, { token, headers })
      const again = await send(202, `POST /v1/invoices/${id}/send`, { token, headers })
      expect([again.body, again.header('idempotency-replayed')]).toEqual([asked.body, 'true'])
      const link = await mailedToken(email)
      expect(link).toMatch(/^hf_i_/)
      const list = await sent(client, mona, id)
      expect([list.count('data'), list.at('data.0.id'), list.at('data.0.attempts')]).toEqual([
        1,
        asked.at('id'),
        '1',
      ])
      expectProblem(await send(409, `POST /v1/invoices/${id}/send`, { token }), 'conflict')

      const shown = await send(200, `GET /invoice?token=${link}`)
      expect(shown.header('content-type')).toBe('text/html; charset=utf-8')
      expect(shown.header('content-security-policy')).toMatch(page)
      expect([shown.header('cache-control'), shown.header('referrer-policy')]).toEqual([
        'no-store',
        'no-referrer',
      ])
      expect(shown.header('x-robots-tag')).toContain('noindex')
      const html = shown.body.toString()
      for (const part of ['Bæst &amp; &lt;Sønner&gt;', '1,234.56', 'EUR 4,407.38'])
        expect(html).toContain(part)
      for (const part of ['<Sønner>', email, link]) expect(html).not.toContain(part)
      expect((await send(200, `HEAD /invoice?token=${link}`)).body.length).toBe(0)
      for (const wrong of [`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`, 'nonsense', mona.token])
        expect((await send(404, `GET /invoice?token=${wrong}`)).body.toString()).toContain('nothing here')
    },
  },
  {
    name: 'is sent once more as a new mail, whose link ends the one before, until the invoice is void',
    async play(client) {
      const { send, person, mailedToken } = client
      const mona = await person('mona')
      const { token } = mona
      const email = 'second-buyer@people.example.com'
      const id = await owed(client, mona, email)
      const first = await send(202, `POST /v1/invoices/${id}/send`, { token })
      const old = await mailedToken(email)
      await sent(client, mona, id)
      const resend = `POST /v1/invoices/${id}/mails/${first.at('id')}/resend`
      const second = await send(202, resend, { token })
      expect(second.at('id')).not.toBe(first.at('id'))
      const link = await vi.waitFor(
        async () => {
          const newest = await mailedToken(email)
          expect(newest).not.toBe(old)
          return newest
        },
        { timeout: 10_000, interval: 250 },
      )
      expect((await sent(client, mona, id)).count('data')).toBe(2)
      await send(404, `GET /invoice?token=${old}`)
      await send(200, `GET /invoice?token=${link}`)
      await send(200, `POST /v1/invoices/${id}/void`, { token })
      await send(404, `GET /invoice?token=${link}`)
      expectProblem(await send(409, resend, { token }), 'conflict')
    },
  },
  {
    name: 'prints an invoice for its owner, in whichever state it is, and for nobody else',
    async play(client) {
      const { send, person } = client
      const [mona, ada] = [await person('mona'), await person('ada')]
      const draft = await owed(client, mona, 'third-buyer@people.example.com', false)
      const printed = await send(200, `GET /v1/invoices/${draft}/print`, { token: mona.token })
      expect(printed.body.toString()).toContain('EUR 4,407.38')
      expectProblem(await send(404, `GET /v1/invoices/${draft}/print`, { token: ada.token }), 'not-found')
      expectProblem(await send(401, `GET /v1/invoices/${draft}/print`), 'unauthenticated')
      expectProblem(await send(409, `POST /v1/invoices/${draft}/send`, { token: mona.token }), 'conflict')
      expectProblem(await send(404, `POST /v1/invoices/${draft}/send`, { token: ada.token }), 'not-found')
    },
  },
  {
    // Where a provider tells: mail-provider.test.ts.
    name: 'hears nobody about mails where nobody tells of them',
    async play({ send }) {
      const headers = { 'svix-id': 'msg_1', 'svix-timestamp': '1', 'svix-signature': 'v1,AAAA' }
      expectProblem(await send(404, 'POST /v1/mail/events', { body: '{}', headers }), 'not-found')
    },
  },
]
