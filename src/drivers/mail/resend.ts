/** Mail over Resend's HTTP interface, for runtimes that have no sockets. */
import { sha256 } from '../../core/bytes.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { mailError } from './failure.ts'
import { readEvent } from './resend-events.ts'

export interface ResendOptions {
  readonly key: string
  /** Of their interface, without a slash at its end. */
  readonly url: string
  /** `Holdfast <no-reply@example.com>` */
  readonly from: string
  /** Absent: nothing is heard of what became of a mail. */
  readonly webhookSecret?: string | undefined
  readonly timeoutMs?: number
}

export function resend({ key, url, from, webhookSecret, timeoutMs = 10_000 }: ResendOptions): Mailer {
  return {
    async send({ to, subject, text, html }, dedupe) {
      const response = await fetch(`${url}/emails`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': headerKey(dedupe),
        },
        body: JSON.stringify({
          from,
          to: [to],
          subject,
          text,
          html,
          tags: [{ name: 'mail', value: tagOf(dedupe) }],
        }),
        // A redirect would carry the mail somewhere else.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((error: unknown) => {
        throw mailError(error instanceof Error && error.name === 'TimeoutError' ? 'ETIMEDOUT' : 'ECONNECTION')
      })
      // The answer's body repeats what was sent and is of no use; unread it would hold the connection.
      await response.body?.cancel()
      if (!response.ok) throw mailError(String(response.status))
    },
    ...(webhookSecret && {
      read: (text, headers, nowMs) => readEvent(webhookSecret, text, headers, nowMs),
    }),
  }
}

/** Resend takes up to 256 characters, a header takes no others than these. */
const headerKey = (dedupe: string) => (/^[\x21-\x7e]{1,256}$/.test(dedupe) ? dedupe : sha256(dedupe))

/** Comes back with whatever they tell of the mail later; takes fewer characters than a header. */
const tagOf = (dedupe: string) => (/^[\w-]{1,256}$/.test(dedupe) ? dedupe : sha256(dedupe))
