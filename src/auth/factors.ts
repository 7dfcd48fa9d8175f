/** Which second factors a person has. One that is confirmed is asked for at every login with a password. */
import { type SQL, sql } from 'drizzle-orm'

export const secondFactors = ['totp', 'passkey', 'recovery-code'] as const
export type SecondFactor = (typeof secondFactors)[number]

/** A JSON array of `SecondFactor`; empty where there is none. A recovery code stands in for a factor and is none itself. */
export function factorsOf(userId: SQL): SQL {
  return sql`(select case when t.has or p.has then
      (select jsonb_agg(m.method) from (values
        ('totp', t.has), ('passkey', p.has),
        ('recovery-code', exists (select 1 from recovery_codes r where r.user_id = ${userId} and r.used_at is null))
      ) m(method, has) where m.has) else '[]'::jsonb end
    from (select exists (select 1 from totp_factors f where f.user_id = ${userId} and f.confirmed_at is not null) as has) t,
      (select exists (select 1 from passkeys k where k.user_id = ${userId}) as has) p)`
}
