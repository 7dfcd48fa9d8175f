/**
 * Was this text signed by Stripe, and just now? `Stripe-Signature: t=<seconds>,v1=<hex>`, HMAC-SHA-256 over `t.text`; there is one
 * `v1` for each secret that Stripe itself has while one is being replaced (docs.stripe.com/webhooks/signature).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** Either way: whoever holds on to an event longer may not use it, nor whoever is ahead of time. */
const toleranceSeconds = 300

/** Far more than Stripe sends; each costs a comparison. */
const maxLength = 2_048
const maxSignatures = 8

export function isSigned(text: string, header: string, secrets: readonly string[], nowMs: number): boolean {
  if (header.length > maxLength) return false
  const fields = header.split(',').map((field) => field.trim())
  const [moment, ...more] = valuesOf(fields, /^t=(\d{1,12})$/)
  const signatures = valuesOf(fields, /^v1=([0-9a-f]{64})$/)
  if (moment === undefined || more.length > 0 || signatures.length > maxSignatures) return false
  if (Math.abs(nowMs / 1000 - Number(moment)) > toleranceSeconds) return false

  // All with all, so that the time it takes tells nothing about which.
  let signed = false
  for (const secret of secrets) {
    const ours = createHmac('sha256', secret).update(`${moment}.${text}`).digest()
    for (const one of signatures) signed = timingSafeEqual(ours, Buffer.from(one, 'hex')) || signed
  }
  return signed
}

const valuesOf = (fields: readonly string[], shape: RegExp) =>
  fields.flatMap((field) => shape.exec(field)?.[1] ?? [])
