/**
 * Opaque tokens: `hf_<purpose>_` + 43 characters of 256 random bits + a 6-character checksum.
 *
 * The checksum is no secret: it lets a typing error, a truncated paste or a random guess be refused before
 * any look-up, and lets secret scanners know one of ours for certain. Only the SHA-256 is ever stored.
 */
import { createHash } from 'node:crypto'
import { base64url, sha256 } from '../core/bytes.ts'

/** s: session, k: API key, v: verification mail, r: reset mail. None is accepted in another's place. */
export type TokenPurpose = 's' | 'k' | 'v' | 'r'

export interface Minted {
  readonly token: string
  readonly hash: string
}

const shape = /^hf_([skvr])_[A-Za-z0-9_-]{49}$/

export function mint(purpose: TokenPurpose): Minted {
  const body = `hf_${purpose}_${base64url(crypto.getRandomValues(new Uint8Array(32)))}`
  const token = body + checksum(body)
  return { token, hash: sha256(token) }
}

/** The hash to look up, or undefined where the text cannot be a token of this purpose. */
export function readToken(text: string, purpose: TokenPurpose): string | undefined {
  if (text.length !== 54 || shape.exec(text)?.[1] !== purpose) return undefined
  return checksum(text.slice(0, 48)) === text.slice(48) ? sha256(text) : undefined
}

/** Where the principal of a session is cached. */
export function sessionKey(tokenHash: string): string {
  return `session:${tokenHash}`
}

function checksum(body: string): string {
  return createHash('sha256').update(`holdfast token ${body}`).digest('base64url').slice(0, 6)
}
