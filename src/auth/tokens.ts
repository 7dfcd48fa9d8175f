/**
 * Opaque tokens: `hf_<purpose>_` + 43 characters of 256 random bits + a 6-character checksum.
 *
 * The checksum is no secret: it lets a typing error, a truncated paste or a random guess be refused before
 * any look-up, and lets secret scanners know one of ours for certain. Only the SHA-256 is ever stored.
 */
import { crc32 } from 'node:zlib'
import { base64url, fromBase64url, sha256 } from '../core/bytes.ts'
import type { Credential } from '../ports/endpoint.ts'

/**
 * s: session, k: API key, v: verification mail, r: reset mail, c: challenge, i: the link to an invoice. None is accepted in
 * another's place.
 */
export type TokenPurpose = 's' | 'k' | 'v' | 'r' | 'c' | 'i'

export interface Minted {
  readonly token: string
  readonly hash: string
}

const shape = /^hf_([skvrci])_[A-Za-z0-9_-]{49}$/

/** With a reference (a bigint, as text) its last 8 bytes are that, and 192 bits are random. */
export function mint(purpose: TokenPurpose, reference?: string): Minted {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  if (reference !== undefined) new DataView(bytes.buffer).setBigUint64(24, BigInt(reference))
  return tokenOf(purpose, bytes)
}

/** The token of these 32 bytes, which nobody else can know: random ones, or what a key makes of something. */
export function tokenOf(purpose: TokenPurpose, bytes: Uint8Array): Minted {
  const body = `hf_${purpose}_${base64url(bytes)}`
  const token = body + checksum(body)
  return { token, hash: sha256(token) }
}

/** The hash to look up, or undefined where the text cannot be a token of this purpose. */
export function readToken(text: string, purpose: TokenPurpose): string | undefined {
  if (text.length !== 54 || shape.exec(text)?.[1] !== purpose) return undefined
  return checksum(text.slice(0, 48)) === text.slice(48) ? sha256(text) : undefined
}

/** What a token was minted with. Anybody can write one: it holds only together with the hash of the whole. */
export function referenceOf(token: string): string {
  const { buffer, byteOffset } = fromBase64url(token.slice(5, 48))
  return BigInt.asUintN(63, new DataView(buffer, byteOffset).getBigUint64(24)).toString()
}

/** Where the principal behind a credential is cached. */
export function credentialKey(kind: Credential['kind'], tokenHash: string): string {
  return `${kind}:${tokenHash}`
}

export const sessionKey = (tokenHash: string) => credentialKey('session', tokenHash)

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** CRC-32 in six digits of base 64, the lowest first. */
function checksum(body: string): string {
  const crc = crc32(body)
  let text = ''
  for (let shift = 0; shift < 36; shift += 6) text += digits.charAt((crc >>> shift) & 63)
  return text
}
