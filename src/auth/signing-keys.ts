/**
 * The keys that sign tokens for other services: the `jwt` keys of the ring, each 32 bytes, are Ed25519 private keys
 * (RFC 8032 §5.1.5). The first signs; all are published, so that what an older one signed holds until it ends.
 */
import { createPrivateKey } from 'node:crypto'
import { importJWK } from 'jose'
import { base64url } from '../core/bytes.ts'
import type { Key, KeyRing } from '../core/keys.ts'

/** A public key as the key set tells it (RFC 7517, RFC 8037 §2). */
export interface PublicJwk {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly kid: string
  readonly alg: 'EdDSA'
  readonly use: 'sig'
}

type SigningKey = Awaited<ReturnType<typeof importJWK>>

/** What was derived once; by the key itself, so that a ring that is exchanged brings its own. */
const publicKeys = new WeakMap<Key, PublicJwk>()
const signingKeys = new WeakMap<Key, Promise<SigningKey>>()

/** PKCS #8 around 32 bytes (RFC 8410 §7): version 0, id-Ed25519, and the key as an octet string in an octet string. */
const pkcs8 = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32)

export function publicKeysOf({ jwt }: KeyRing): readonly PublicJwk[] {
  return jwt.map(publicKeyOf)
}

function publicKeyOf(key: Key): PublicJwk {
  const known = publicKeys.get(key)
  if (known) return known
  const der = Buffer.concat([pkcs8, key.bytes])
  const { x = '' } = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
  const jwk = { kty: 'OKP', crv: 'Ed25519', x, kid: key.kid, alg: 'EdDSA', use: 'sig' } as const
  publicKeys.set(key, jwk)
  return jwk
}

/** The key that signs, and what it is called. */
export async function signingKeyOf({ jwt: [first] }: KeyRing): Promise<{ kid: string; key: SigningKey }> {
  const { kty, crv, x } = publicKeyOf(first)
  const key = signingKeys.get(first) ?? importJWK({ kty, crv, x, d: base64url(first.bytes) }, 'EdDSA')
  signingKeys.set(first, key)
  return { kid: first.kid, key: await key }
}
