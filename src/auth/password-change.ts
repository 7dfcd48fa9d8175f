/**
 * A new password from somebody who is signed in and knows the old one (ASVS 6.2.3). All sessions end, the one that asks as well;
 * it is given a new one, with the method by which it had been opened.
 *
 * A wrong current password is counted like one at login, before the hash by account and after it in a row: a session that was
 * stolen is no place to guess. The answer is 422 at `#/currentPassword`, for the session itself is good
 * (docs/decisions/0010).
 */
import { sql } from 'drizzle-orm'
import { AppError, invalid } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { failure, passwordUsable } from './failures.ts'
import { demandGood } from './new-password.ts'
import { notice } from './notices.ts'
import { passwordAttempt } from './password-attempts.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { dropChallenges, voidTokens } from './pending.ts'
import { userOf } from './profile.ts'
import { bury, endSessions } from './revocation.ts'
import { type LoggedIn, newSession, opened, openedBody, type SignInMethod } from './session-opening.ts'
import { writeOfUser } from './writes.ts'

export interface ChangeInput {
  readonly currentPassword: string
  readonly password: string
}

interface Account {
  readonly email: string
  readonly name: string | null
  readonly password_hash: string | null
  readonly open: boolean
  readonly method: SignInMethod
}

const { placeholder } = sql

const tryOwn =
  passwordAttempt(sql`select u.email, u.name, u.password_hash, ${passwordUsable} as open, s.method
  from users u join sessions s on s.user_id = u.id and s.id = ${placeholder('asking')}::uuid
  where u.id = ${placeholder('userId')}::uuid`)

/** Without `newHash` the current password was wrong. The session that asks must still be alive: it is what is replaced. */
const change = gatedWrite(sql`account as (
    select u.* from users u, claim
    where u.id = ${placeholder('userId')}::uuid and ${placeholder('newHash')}::text is not null
      and u.password_hash = ${placeholder('passwordHash')} and ${passwordUsable}
    for no key update of u),
  asking as (
    select s.id from sessions s, account a
    where s.id = ${placeholder('asking')}::uuid and s.user_id = a.id and s.revoked_at is null for update of s),
  changed as (
    update users u set password_hash = ${placeholder('newHash')}, failures = 0,
      version = u.version + 1, updated_at = clock_timestamp()
    from account a, asking where u.id = a.id
    returning u.*),
  ${endSessions(sql`true`, sql`(select id from changed)`)},
  ${opened(sql`changed`, 'auth.password.changed')},
  ${voidTokens(sql`changed`, sql`t.purpose = 'reset'`)},
  ${dropChallenges(sql`changed`)},
  told as (${notice('password-changed', sql`c.id`, sql`from changed c`)}),
  ${failure('auth.password.change-failed', sql`not exists (select 1 from account)`)},
  outcome as (
    select case when u.id is not null then 200 when exists (select 1 from account) then 401 else 422 end as status,
      null::int as version,
      case when u.id is not null then ${openedBody} || jsonb_build_object('ended', (select jsonb_agg(token_hash) from ended))
        else ${refusedBody} end as body
    from claim left join changed u on true left join opened s on true)`)

/** Throws `validation` at `#/currentPassword` or `#/password`, `rate-limited`. */
export async function changePassword(call: Call, { currentPassword, password }: ChangeInput) {
  const { ports, deadline } = call
  const { id: userId, sessionId: asking } = userOf(call)
  const found = await tryOwn(call, `user ${userId}`, { userId, asking })
  if (!found) throw new AppError('unauthenticated')
  const account = found as unknown as Account
  const newHash = await call.patiently(async () => {
    await demandGood(ports, password, [account.email, account.name ?? ''])
    const { ok } = await verifyPassword(ports, account.password_hash, currentPassword, deadline.signal)
    return ok && account.open ? hashPassword(ports, password, deadline.signal) : undefined
  })
  const write = writeOfUser(call, userId)
  const session = newSession(call, write, call.credential?.transport ?? 'bearer', account.method)
  const values = { ...session.values, userId, asking, newHash, passwordHash: account.password_hash }
  const outcome = await change(ports, { ...write, values })

  if (outcome.status === 401) throw toldAgain(new AppError('unauthenticated'), outcome)
  if (outcome.status !== 200) throw toldAgain(wrongPassword(), outcome)
  await bury(ports, { body: (outcome.body as { readonly ended: unknown }).ended })
  return session.loggedIn(outcome) satisfies LoggedIn
}

const wrongPassword = () =>
  invalid([
    {
      pointer: '#/currentPassword',
      code: 'wrong_password',
      detail:
        'Is not your password, or opens nothing any more. If you have lost it, ask for a new one by mail.',
    },
  ])
