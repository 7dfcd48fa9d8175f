/**
 * Whose Idempotency-Key is it, where nobody is signed in?
 *
 * It belongs to the address prefix that sent it: a stranger elsewhere who guesses a key meets nobody's. A neighbour who
 * guesses it must send the very same request, password and all, to be told what its sender was told; anything else
 * is a mismatch, and says no more than that the key is taken.
 *
 * Address and request are digested under a key that is not in the database. A bare hash of a request that holds a
 * password could be tried against a list of passwords, far faster than the password's own; one of an IPv4 address could
 * simply be counted through. A new pepper therefore forgets strangers' keys.
 */
import { addressPrefix } from '../core/address.ts'
import { fromBase64url, hmac } from '../core/bytes.ts'
import type { Call } from '../ports/endpoint.ts'
import type { Write } from '../store/atomic.ts'

export function keyOfStranger({
  idempotency,
  client,
  ports,
}: Pick<Call, 'idempotency' | 'client' | 'ports'>): Pick<Write, 'principal' | 'idempotency'> {
  if (!idempotency) return { principal: 'anonymous', idempotency }
  // A key of its own: what seals passwords does nothing else.
  const own = fromBase64url(hmac(ports.config.keys.pepper[0].bytes, 'idempotency of strangers'))
  return {
    principal: `address:${hmac(own, `address ${addressPrefix(client.address)}`)}`,
    idempotency: { key: idempotency.key, requestHash: hmac(own, `request ${idempotency.requestHash}`) },
  }
}
