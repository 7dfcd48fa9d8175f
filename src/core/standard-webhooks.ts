/** Standard Webhooks: how a message is signed, whoever sends it (github.com/standard-webhooks/standard-webhooks, spec). */
import { createHmac } from 'node:crypto'

/** Stands before the base64 of a key. */
export const secretPrefix = 'whsec_'

/** The bytes that sign. */
export const keyOf = (secret: string): Uint8Array => Buffer.from(secret.slice(secretPrefix.length), 'base64')

export interface SignedMessage {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: string
  readonly body: string
}

/** `v1,` and the HMAC-SHA-256 in base64; several secrets make several, with blanks between them. */
export function signatureOf(key: Uint8Array, { id, timestamp, body }: SignedMessage): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
