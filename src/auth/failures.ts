/**
 * Wrong proofs in a row. A hundred of them stop the password (NIST SP 800-63B-4 §3.2.2): it opens nothing until it is reset, and
 * its owner is told, once. Passkeys and open sessions go on. A full sign-in clears the count.
 */
import { type SQL, sql } from 'drizzle-orm'
import { type AuthEvent, happened } from './events.ts'
import { notice } from './notices.ts'
import { accountOpen } from './shapes.ts'

export const maxFailures = 100

const most = sql.raw(String(maxFailures))

/** May this account's (`u`) password open anything? */
export const passwordOpens = sql`u.reset_required_at is null and u.failures < ${most}`

/** May this account be opened by its password? */
export const passwordUsable = sql`${accountOpen} and ${passwordOpens}`

/**
 * CTEs `failed` and `stopped`: one more for the user where `condition` holds, as an event that says `why`, and a mail at the last, to an address that
 * was proven. One above the most stands for "and it was said".
 */
export function failure(
  event: AuthEvent,
  condition: SQL,
  userId = sql`${sql.placeholder('userId')}::uuid`,
  why?: SQL,
): SQL {
  return sql`failed as (
      update users u set failures = least(u.failures + 1, ${most} + 1) from claim
      where u.id = ${userId} and ${condition}
      returning u.id, u.failures, u.verified_at, ${happened(event, sql`u.id`, 'denied', why)} as event,
        case u.failures when ${most} then ${happened('auth.password.stopped', sql`u.id`, 'denied')} end as stop),
    stopped as (${notice('password-stopped', sql`f.id`, sql`from failed f where f.failures = ${most} and f.verified_at is not null`)})`
}

/** A CTE `cleared`: whoever opened a session has no failures any more. */
export const cleared = sql`cleared as (
    update users u set failures = 0 from opened s where u.id = s.user_id and u.failures > 0 returning 1)`
