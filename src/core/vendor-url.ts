/** Where a vendor is asked: at an address of their own, unless an operator names another, for a mock. */
import * as z from 'zod'
import { isLoopback } from './address.ts'

/** A key goes there: over TLS, or no further than this machine. */
export const vendorUrl = (own: string) =>
  z
    .string()
    .refine(isReachedSafely, 'Must be an https:// URL, or an http:// one of this machine.')
    .transform((text) => text.replace(/\/$/, ''))
    .default(own)

export function isReachedSafely(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, search, hash } = new URL(text)
  if (username || search || hash) return false
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}
