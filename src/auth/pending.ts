/** What is under way for a person, in their mailbox or before their second factor, and must be worth nothing after a change. */
import { type SQL, sql } from 'drizzle-orm'

/** A CTE `voided`: the mailed tokens of `people(id)` that meet a condition on `t`, all that were not used by default. */
export const voidTokens = (people: SQL, which: SQL = sql`true`): SQL =>
  sql`voided as (
    update mailed_tokens t set used_at = clock_timestamp() from ${people} p
    where t.user_id = p.id and t.used_at is null and ${which} returning 1)`

/** A CTE `dropped`: the logins of `people(id)` that wait for their second factor. */
export const dropChallenges = (people: SQL): SQL =>
  sql`dropped as (
    update challenges h set used_at = clock_timestamp() from ${people} p
    where h.user_id = p.id and h.purpose = 'second-factor' and h.used_at is null returning 1)`
