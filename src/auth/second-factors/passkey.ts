/** A passkey as the second factor: the ceremony is begun for the login that waits, or for the session that asks. */
import { sql } from 'drizzle-orm'
import { type AuthenticationResponse, authenticationResponse } from '../passkeys/answers.ts'
import { authenticated } from '../passkeys/ceremony.ts'
import {
  passkeyJson,
  passkeyOf,
  passkeyUse,
  passkeyValues,
  refusalOf,
  type StoredPasskey,
  unused,
  usePasskey,
} from '../passkeys/use.ts'
import { factorMethod } from './method.ts'

interface Answer {
  readonly method: 'passkey'
  readonly response: AuthenticationResponse
}

export const passkey = factorMethod<Answer>({
  method: 'passkey',
  fields: { response: authenticationResponse },
  facts: sql`(select coalesce(jsonb_agg(${passkeyJson}), '[]'::jsonb) from passkeys k where k.user_id = u.id)`,
  async check({ ports }, { response }, { userId, facts }) {
    const key = passkeyOf((facts ?? []) as StoredPasskey[], response)
    if (!key) return { refusal: 'key' }
    return passkeyUse(key, await authenticated(ports.config, response, key, { userId, handle: 'optional' }))
  },
  values: passkeyValues,
  use: usePasskey(sql`held`, sql`c.purpose = h.ceremony and c.user_id = h.user_id`),
  why: refusalOf(unused),
})
