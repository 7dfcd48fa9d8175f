/** Bytes as text and back, and their digests; synchronous, through `node:crypto`, which every runtime has. */
import { createHash, createHmac, hash, timingSafeEqual } from 'node:crypto'

export function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

export function fromBase64url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}

/** SHA-256 as lower-case hex. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex')
}

/** HMAC-SHA-256 as base64url. */
export function hmac(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** Are two texts equal? Takes the same time wherever they differ. */
export function equal(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest()
  const right = createHash('sha256').update(b).digest()
  return timingSafeEqual(left, right)
}
