/**
 * A new password for who has lost the old one, by a token that is mailed to them.
 *
 * Asking does not tell whether an address is known: one write in every case, which leaves one row of work and one event. What the
 * work is, differs: a mail to set a password, the verification's once more where the address was never proven, or nothing.
 *
 * Setting it reads the token first, so that a hash is computed for a live token only. Whoever holds one owns the address, so
 * the rules may say what they see of the person. The token is claimed under the lock of its person: of any number of uses, and
 * of several tokens at a time, one counts.
 */
import { sql } from 'drizzle-orm'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { post } from '../store/outbox.ts'
import { read } from '../store/read.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { prepare } from '../store/statement.ts'
import { type Replayed, registrationOf, tokenRefused } from './accounts.ts'
import { happened } from './events.ts'
import { demandGood } from './new-password.ts'
import { mailTopic, notice } from './notices.ts'
import { hashPassword } from './passwords.ts'
import { dropChallenges, voidTokens } from './pending.ts'
import { bury, endedHashes, endSessions } from './revocation.ts'
import { readToken } from './tokens.ts'
import { writeOfStranger } from './writes.ts'

const { placeholder } = sql

/** An unknown address has its event as well, about nobody: the log's row takes time, which would tell. */
const ask = gatedWrite(sql`person as (
    select u.* from claim left join users u
      on u.email = ${placeholder('email')} and u.disabled_at is null),
  asked as (${post(
    mailTopic,
    sql`case when u.id is null then jsonb_build_object('template', 'none')
      when u.verified_at is null then ${registrationOf(sql`u`)}
      else jsonb_build_object('template', 'reset', 'userId', u.id) end`,
    sql`from person u`,
  )}),
  noted as (select ${happened('auth.password.reset-requested', sql`u.id`)} as event from person u),
  outcome as (
    select 202 as status, null::int as version, null::jsonb as body from claim left join noted n on n.event is not null)`)

/** Mails a link to set a new password, if the address has an account that it can be for. */
export async function forgotPassword(call: Call, email: string): Promise<Replayed> {
  const { replayed } = await ask(call.ports, { ...writeOfStranger(call), values: { email } })
  return { replayed }
}

const holderOf = prepare(sql`select u.email, u.name from mailed_tokens t join users u on u.id = t.user_id
  where t.token_hash = ${placeholder('tokenHash')} and t.purpose = 'reset'
    and t.used_at is null and t.expires_at > clock_timestamp() and u.disabled_at is null`)

/** No hash: the token was seen to be dead, and only a retry has something to be told. */
const set = gatedWrite(sql`person as (
    select u.id from users u, claim
    where u.id = (select user_id from mailed_tokens where token_hash = ${placeholder('tokenHash')} and purpose = 'reset')
    for no key update of u),
  used as (
    update mailed_tokens t set used_at = clock_timestamp()
    from person p join users u on u.id = p.id
    where t.token_hash = ${placeholder('tokenHash')} and t.purpose = 'reset' and t.user_id = p.id
      and t.used_at is null and t.expires_at > clock_timestamp()
      and u.disabled_at is null and ${placeholder('passwordHash')}::text is not null
    returning t.user_id),
  changed as (
    update users u set password_hash = ${placeholder('passwordHash')}, failures = 0, reset_required_at = null,
      version = u.version + 1, updated_at = clock_timestamp()
    from used where u.id = used.user_id
    returning u.id, ${happened('auth.password.reset', sql`u.id`)} as event),
  ${voidTokens(sql`changed`, sql`t.purpose = 'reset' and t.token_hash <> ${placeholder('tokenHash')}`)},
  ${dropChallenges(sql`changed`)},
  ${endSessions(sql`true`, sql`(select id from changed)`)},
  told as (${notice('password-changed', sql`c.id`, sql`from changed c`)}),
  refused as (
    select ${happened('auth.password.reset-failed', sql`p.id`, 'denied')} as event from person p
    where not exists (select 1 from changed)),
  outcome as (
    select s.status, null::int as version, case s.status when 204 then ${endedHashes} else ${refusedBody} end as body
    from (select case when exists (select 1 from changed) then 204 else 422 end as status from claim) s
      left join refused r on r.event is not null)`)

/**
 * Sets the password and ends every session. Wrong, used and expired tokens get one answer: 422 at `#/token`. It signs nobody in:
 * who has a second factor is still asked for it.
 */
export async function resetPassword(call: Call, token: string, password: string): Promise<Replayed> {
  const { ports, deadline } = call
  const tokenHash = readToken(token, 'r')
  if (!tokenHash) throw tokenRefused()
  const [holder] = await read(ports, holderOf({ tokenHash }), { signal: deadline.signal })
  const passwordHash = await call.patiently(async () => {
    if (!holder) return undefined
    await demandGood(ports, password, [String(holder.email), String(holder.name ?? '')])
    return hashPassword(ports, password, deadline.signal)
  })
  const outcome = await set(ports, { ...writeOfStranger(call), values: { tokenHash, passwordHash } })
  if (outcome.status !== 204) throw toldAgain(tokenRefused(), outcome)
  await bury(ports, outcome)
  return { replayed: outcome.replayed }
}
