/**
 * Login: one read, one hash, one atomic write, whoever asks and whatever is wrong.
 *
 * Unknown, wrong, disabled and unverified cost the same trips and the same hash, and get the same answer.
 * The write opens the session only if the account still is what was read; if not, or if the password was
 * wrong, it records the denial of a known account and nothing of an unknown one. A denial commits without
 * waiting for the disk, so that the wait does not tell a known address from an unknown one.
 *
 * Who has a second factor gets a challenge instead of a session (`second-factor`): it opens nothing by itself.
 * With an Idempotency-Key a retry does the same work, and is told what the first request was told.
 */
import { sql } from 'drizzle-orm'
import { AppError } from '../core/errors.ts'
import type { Call, Credential } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { type AuditContext, contextOf } from '../store/context.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { type ChallengedBody, challenged, challengedBody, mfaRequired } from './challenges.ts'
import { happened } from './events.ts'
import { factorsOf, type SecondFactor } from './factors.ts'
import { cleared, failure, passwordUsable } from './failures.ts'
import { demandRoom } from './hash-gate.ts'
import { passwordAttempt } from './password-attempts.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { peopleFirst } from './person-first.ts'
import { countLogin, freshSecret, type LoggedIn, newSession, opened, openedBody } from './session-opening.ts'
import { writeOfStranger } from './writes.ts'

export interface LoginInput {
  readonly email: string
  readonly password: string
  readonly transport: Credential['transport']
}

interface Account {
  readonly id: string
  readonly password_hash: string | null
  readonly open: boolean
  readonly factors: readonly SecondFactor[]
}

const { placeholder } = sql

/** `known`: they signed in from here before, so that no stranger's tries keep them out (OWASP ASVS 6.3.1). */
const tryAccount =
  passwordAttempt(sql`select u.id, u.password_hash, ${passwordUsable} as open, ${factorsOf(sql`u.id`)} as factors,
    exists (select 1 from sessions s where s.user_id = u.id and s.ip_address = ${placeholder('ipAddress')}::text
      and s.created_at > clock_timestamp() - interval '30 days') as known
  from users u where u.email = ${placeholder('email')}`)

const wantsSession = sql`${placeholder('sessionId')}::uuid is not null`
const wantsChallenge = sql`${placeholder('challengeHash')}::text is not null`

/**
 * `userId` null: nobody is known by this address. Neither session nor challenge: refused before it was sent. Who is let in waits
 * for a factor of theirs that is being confirmed.
 */
const open = gatedWrite(
  sql`account as (
    select u.* from users u, claim
    where u.id = ${placeholder('userId')}::uuid and (${wantsSession} or ${wantsChallenge})
      and u.password_hash = ${placeholder('passwordHash')} and ${passwordUsable}
      and (${factorsOf(sql`u.id`)} = '[]'::jsonb) = (${wantsSession})),
  ${opened(sql`(select * from account where ${wantsSession})`)},
  ${challenged(sql`(select * from account where ${wantsChallenge})`, 'password')},
  ${cleared},
  ${failure('auth.login.failed', sql`not exists (select 1 from opened) and not exists (select 1 from challenged)`)},
  denied as (
    select set_config('synchronous_commit', 'off', true) as relaxed from claim
    where not exists (select 1 from opened) and not exists (select 1 from challenged)),
  outcome as (
    select case when s.id is not null then 200 when c.user_id is not null then 403 else 401 end as status,
      null::int as version,
      case when s.id is not null then ${openedBody}
        when c.user_id is not null then ${challengedBody}
        else ${refusedBody} end as body
    from claim left join opened s on true left join account u on true left join challenged c on true
      left join denied d on d.relaxed is not null)`,
  peopleFirst(sql`u.id = ${placeholder('userId')}::uuid and (${wantsSession} or ${wantsChallenge})`),
)

const rehash = gatedWrite(sql`done as (
    update users u set password_hash = ${placeholder('newHash')} from claim
    where u.id = ${placeholder('userId')}::uuid and u.password_hash = ${placeholder('passwordHash')}
    returning ${happened('auth.password.rehashed', sql`u.id`)} as event),
  outcome as (select 204 as status, null::int as version, null::jsonb as body from claim)`)

/** Throws `mfa-required` with a challenge, `unauthenticated` for every other cause, `rate-limited`. */
export async function login(call: Call, { email, password, transport }: LoginInput): Promise<LoggedIn> {
  const { ports, deadline } = call
  demandRoom(ports.config.hashesAtOnce)
  const account = (await tryAccount(call, `email ${email}`, {
    email,
    ipAddress: call.client.address,
  })) as unknown as Account | undefined

  const { ok, stale } = await call.patiently(() =>
    verifyPassword(ports, account?.password_hash, password, deadline.signal),
  )
  const accepted = account?.open && ok ? account : undefined
  const write = writeOfStranger(call)
  const session = newSession(call, write, transport, 'password')
  const challenge = freshSecret(call, write, 'c')
  const complete = accepted?.factors.length === 0
  const values = {
    ...session.values,
    userId: account?.id,
    passwordHash: account?.password_hash,
    sessionId: accepted && complete ? session.sessionId : undefined,
    challengeHash: accepted && !complete ? challenge.hash : undefined,
    challengeSealed: challenge.sealed,
  }
  const context = session.contextOf(complete ? accepted?.id : undefined)
  const outcome = await open(ports, { ...write, context, values })

  const { status, replayed } = outcome
  countLogin(ports, outcome)
  if (status === 403) {
    const { methods, sealed } = outcome.body as ChallengedBody
    throw toldAgain(mfaRequired(challenge.told(outcome, sealed), methods), outcome)
  }
  if (status !== 200) throw toldAgain(refused(), outcome)
  if (accepted && stale && !replayed) call.later(() => renew(call, accepted, password))
  return session.loggedIn(outcome)
}

/** One answer for every cause: a caller may not learn which it was. */
const refused = () => new AppError('unauthenticated', 'The email address or the password is not right.')

/** The password was right, but its hash was made with an older cost or pepper. Guarded by the old hash. */
async function renew(call: Call, account: Account, password: string) {
  const newHash = await hashPassword(call.ports, password)
  const values = { userId: account.id, passwordHash: account.password_hash, newHash }
  const context: AuditContext = { ...contextOf(call), action: 'auth:rehash' }
  const deadline = { signal: AbortSignal.timeout(3_000), remainingMs: () => 3_000 }
  await rehash(call.ports, { context, deadline, principal: account.id, idempotency: undefined, values })
}
