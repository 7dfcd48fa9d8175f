/** A passkey used, in SQL: the ceremony's challenge spent and the counter moved on, once, in the write that acts on it. */
import { type SQL, sql } from 'drizzle-orm'
import type { AuthenticationResponse } from './answers.ts'
import type { Authenticated, Refused } from './ceremony.ts'

const { placeholder } = sql

/** The values of `usePasskey`. */
export const passkeyValues = ['passkeyId', 'passkeyChallenge', 'counter', 'backedUp', 'refusal'] as const

/** Those values where no key was used. */
export const noPasskey = Object.fromEntries(passkeyValues.map((name) => [name, null]))

/** Those of a key that was used; of one that was refused, why. */
export const passkeyUse = (
  { id }: Pick<StoredPasskey, 'id'>,
  found: Authenticated | Refused,
): Readonly<Record<string, unknown>> =>
  'refusal' in found
    ? { ...found }
    : {
        passkeyId: id,
        passkeyChallenge: found.challengeHash,
        counter: found.counter,
        backedUp: found.backedUp,
      }

/**
 * CTEs `spent` and `proof(user_id)`, for the people `h(user_id)`, who are locked, and a challenge `c` that was begun as `ceremony`
 * says.
 */
export function usePasskey(people: SQL, ceremony: SQL): SQL {
  const counter = sql`${placeholder('counter')}::bigint`
  return sql`spent as (
      update challenges c set used_at = clock_timestamp() from ${people} h
      where c.token_hash = ${placeholder('passkeyChallenge')} and ${ceremony}
        and c.used_at is null and c.expires_at > clock_timestamp() returning h.user_id),
    proof as (
      update passkeys k set counter = ${counter}, backed_up = ${placeholder('backedUp')}::boolean,
        last_used_at = clock_timestamp()
      from spent h
      where k.id = ${placeholder('passkeyId')}::uuid and k.user_id = h.user_id
        and (k.counter < ${counter} or (k.counter = 0 and ${counter} = 0))
      returning k.user_id)`
}

/** Why a passkey was refused, for the log: what the ceremony says, or what the write found. So a copied key is told from a slip. */
export const refusalOf = (found: SQL) =>
  sql`jsonb_build_object('reason', coalesce(${placeholder('refusal')}::text, ${found}))`

/** What the write found, where the ceremony was right. */
export const unused = sql`case when not exists (select 1 from spent) then 'challenge' else 'counter' end`

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
