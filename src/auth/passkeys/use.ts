/** A passkey used, in SQL: the ceremony's challenge spent and the counter moved on, once, in the write that acts on it. */
import { type SQL, sql } from 'drizzle-orm'
import type { AuthenticationResponse } from './ceremony.ts'

const { placeholder } = sql

/** The values of `usePasskey`. */
export const passkeyValues = ['passkeyId', 'passkeyChallenge', 'counter', 'backedUp'] as const

/** CTEs `spent` and `proof(user_id)`, for the person that `whose` (a condition on `k`) allows. */
export function usePasskey(whose: SQL): SQL {
  const counter = sql`${placeholder('counter')}::bigint`
  return sql`spent as (
      update challenges c set used_at = clock_timestamp() from claim
      where c.token_hash = ${placeholder('passkeyChallenge')} and c.purpose = 'passkey-sign-in'
        and c.used_at is null and c.expires_at > clock_timestamp() returning 1),
    proof as (
      update passkeys k set counter = ${counter}, backed_up = ${placeholder('backedUp')}::boolean,
        last_used_at = clock_timestamp()
      from spent
      where k.id = ${placeholder('passkeyId')}::uuid and ${whose}
        and (k.counter < ${counter} or (k.counter = 0 and ${counter} = 0))
      returning k.user_id)`
}

/** One of a person's keys, as JSON; with `passkeyOf` the one that an answer names. */
export const passkeyJson = sql`jsonb_build_object('id', k.id, 'credentialId', k.credential_id, 'publicKey', k.public_key,
  'counter', k.counter)`

export interface StoredPasskey {
  readonly id: string
  readonly credentialId: string
  readonly publicKey: string
  readonly counter: number
}

export const passkeyOf = (
  keys: readonly StoredPasskey[],
  { id }: Pick<AuthenticationResponse, 'id'>,
): StoredPasskey | undefined => keys.find(({ credentialId }) => credentialId === id)
