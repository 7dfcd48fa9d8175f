/**
 * Resend as far as a mail needs it: takes mails over its HTTP interface, one for one Idempotency-Key, and tells of them in
 * events that Svix signs for it, which is Standard Webhooks under other names.
 */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { listening } from './openid-provider.ts'

export interface TakenMail {
  /** The Idempotency-Key. */
  readonly key: string
  readonly to: readonly string[]
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly tags: readonly { readonly name: string; readonly value: string }[]
}

export type ResendStandIn = Awaited<ReturnType<typeof resendStandIn>>

export async function resendStandIn() {
  const server = await listening()
  const key = `re_${randomBytes(12).toString('hex')}`
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  const mails: TakenMail[] = []
  /** Every attempt, by its key and what was sent with it. */
  const asked: { readonly key: string; readonly body: string }[] = []
  /** `busyFor`: the next mail to this address is not taken. */
  const manner = { busyFor: '' }

  function answer(path: string, authorization: string | undefined, once: string, body: string): number {
    asked.push({ key: once, body })
    if (path !== 'POST /emails') return 404
    if (authorization !== `Bearer ${key}`) return 401
    if (!/^[!-~]{1,256}$/.test(once)) return 400
    const before = asked.find((one) => one.key === once)
    if (before?.body !== body) return 409
    const mail = JSON.parse(body)
    if (mail.to.includes(manner.busyFor)) {
      manner.busyFor = ''
      return 500
    }
    if (!mails.some((one) => one.key === once)) mails.push({ key: once, ...mail })
    return 200
  }

  server.on('request', async (request, response) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const { method, url, headers } = request
    const once = String(headers['idempotency-key'] ?? '')
    const status = answer(`${method} ${url}`, headers.authorization, once, body)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ id: once }))
  })

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    secret,
    mails,
    asked,
    manner,
    /** What it tells of a mail. */
    event: (type: string, mail: string) =>
      JSON.stringify({ type, data: { email_id: 'e', subject: 'Zoë €', tags: { mail } } }, null, 1),
    /** The headers by which it is believed. */
    signed(text: string, at = new Date(), by = secret): Record<string, string> {
      const id = `msg_${randomBytes(8).toString('hex')}`
      const timestamp = String(Math.floor(at.getTime() / 1000))
      const signature = new Webhook(by).sign(id, at, text)
      return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': `v1,AAAA ${signature}` }
    },
    close: () => void server.close().closeAllConnections(),
  }
}
