/**
 * What can happen to an account: one vocabulary, in the log beside the rows that changed by it.
 *
 * An event is written by the statement that makes it true, so that neither is there without the other. It names the person
 * it happened to; who did it, and whence, is the context of the transaction. Its details are facts without personal data.
 */
import { type SQL, sql } from 'drizzle-orm'

export const authEvents = [
  'auth.registration.requested',
  'auth.registration.repeated',
  'auth.email.verified',
  'auth.email.verification-failed',
  'auth.login.succeeded',
  'auth.login.failed',
  'auth.login.challenged',
  'auth.logout',
  'auth.session.revoked',
  'auth.reauthentication.succeeded',
  'auth.reauthentication.failed',
  'auth.password.reset-requested',
  'auth.password.reset',
  'auth.password.reset-failed',
  'auth.password.changed',
  'auth.password.change-failed',
  'auth.password.rehashed',
  'auth.password.stopped',
  'auth.password.reset-required',
  'auth.totp.enrolled',
  'auth.totp.confirmed',
  'auth.totp.removed',
  'auth.second-factor.failed',
  'auth.recovery-codes.generated',
  'auth.recovery-code.used',
  'auth.passkey.registered',
  'auth.passkey.removed',
  'auth.passkey.refused',
  'auth.api-key.created',
  'auth.api-key.revoked',
  'auth.token.issued',
  'auth.identity.linked',
  'auth.identity.removed',
  'auth.identity.refused',
  'auth.account.exported',
  'auth.account.erased',
  'auth.user.role-changed',
  'auth.user.disabled',
  'auth.user.enabled',
] as const

export type AuthEvent = (typeof authEvents)[number]

/**
 * SQL that appends an event about a user and answers with its number. In a CTE's `returning` it is written once for each row
 * that was changed; a select that calls it must be joined by what is answered, or Postgres leaves it out.
 */
export function happened(
  event: AuthEvent,
  userId: SQL,
  outcome: 'success' | 'denied' = 'success',
  details: SQL = sql`'{}'::jsonb`,
): SQL {
  return sql`audit.event(${sql.raw(`'${event}'`)}, 'users', ${userId}::text, ${sql.raw(`'${outcome}'`)}, ${details})`
}
