/** The CSRF token: derived from the session, so nothing is stored and no other session's will do. */
import { equal, hmac } from '../core/bytes.ts'
import type { KeyRing } from '../core/keys.ts'

export function csrfToken(keys: KeyRing, sessionTokenHash: string): string {
  return hmac(keys.csrf[0].bytes, `csrf:${sessionTokenHash}`)
}

/** Holds against every key of the ring, so that a rotation breaks no open page. */
export function verifyCsrf(keys: KeyRing, sessionTokenHash: string, presented: string): boolean {
  return keys.csrf.some((key) => equal(hmac(key.bytes, `csrf:${sessionTokenHash}`), presented))
}
