/**
 * What Resend tells of a mail: signed as Standard Webhooks has it, under the header names of Svix, which delivers for them.
 *
 * The time is signed as well, so what was overheard is worth nothing after five minutes.
 */
import * as z from 'zod'
import { equal } from '../../core/bytes.ts'
import type { SentHeaders } from '../../core/headers.ts'
import { keyOf, signatureOf } from '../../core/standard-webhooks.ts'
import type { MailNews } from '../../ports/mailer.ts'
import { jsonOf } from '../json-of.ts'

export const signatureHeaders = ['svix-id', 'svix-timestamp', 'svix-signature'] as const

const toleranceSeconds = 300

/** Their reference has tags as a list, their events carry them as a record: either is read. */
const event = z.object({
  type: z.string(),
  data: z
    .object({
      tags: z
        .union([
          z.record(z.string(), z.unknown()),
          z.array(z.object({ name: z.string(), value: z.unknown() })),
        ])
        .nullish(),
    })
    .nullish(),
})

/** `secret` is `whsec_` and a key in base64. */
export function readEvent(
  secret: string,
  text: string,
  headers: SentHeaders,
  nowMs: number,
): MailNews | undefined {
  if (!isSigned(secret, text, headers, nowMs)) return undefined
  const { data } = event.safeParse(jsonOf(text))
  if (!data) return { mail: undefined, bounced: false }
  const tags = data.data?.tags ?? {}
  const mail = Array.isArray(tags) ? tags.find(({ name }) => name === 'mail')?.value : tags.mail
  return {
    mail: typeof mail === 'string' ? mail : undefined,
    bounced: data.type === 'email.bounced' || data.type === 'email.complained',
  }
}

function isSigned(secret: string, text: string, headers: SentHeaders, nowMs: number): boolean {
  const [id, timestamp, signatures] = signatureHeaders.map((name) => headers[name])
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > toleranceSeconds) return false
  const expected = signatureOf(keyOf(secret), { id, timestamp, body: text })
  return signatures.split(' ').some((signature) => equal(signature, expected))
}
