/** A passkey as the second factor: the ceremony is begun with the challenge of the login that waits. */
import { sql } from 'drizzle-orm'
import { type AuthenticationResponse, authenticated, authenticationResponse } from '../passkeys/ceremony.ts'
import { passkeyJson, passkeyOf, passkeyValues, type StoredPasskey, usePasskey } from '../passkeys/use.ts'
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
    const used = key && (await authenticated(ports.config, response, key, userId))
    return (
      used && {
        passkeyId: key.id,
        passkeyChallenge: used.challengeHash,
        counter: used.counter,
        backedUp: used.backedUp,
      }
    )
  },
  values: passkeyValues,
  use: usePasskey(sql`k.user_id in (select user_id from held)`),
})
