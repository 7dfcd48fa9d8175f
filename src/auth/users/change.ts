/**
 * Another's account: its role, whether it is open, whether its password will do.
 *
 * A role is part of what a session may do, so the sessions end with the old one, and with an account that is closed; keys are
 * asked for anew. The tombstones stand before the answer. The last administrator stays (`last-admin`).
 */
import { sql } from 'drizzle-orm'
import type { Role } from '../../core/actor.ts'
import { AppError } from '../../core/errors.ts'
import type { Call } from '../../ports/endpoint.ts'
import { gatedWrite, type Outcome } from '../../store/atomic.ts'
import { post } from '../../store/outbox.ts'
import { refusedBody, toldAgain } from '../../store/replay.ts'
import { buryRights, endedRights, refreshKeys } from '../api-key-revocation.ts'
import { happened } from '../events.ts'
import { countedAdmins, lastAdmin, lockAdmins } from '../last-admin.ts'
import { mailTopic } from '../notices.ts'
import { userOf } from '../profile.ts'
import { bury, endedHashes, endSessions } from '../revocation.ts'
import { accountOpen } from '../shapes.ts'
import { writeOfUser } from '../writes.ts'
import { type ManagedUser, managedUserJson } from './shape.ts'

const { placeholder } = sql
const userId = sql`${placeholder('userId')}::uuid`
const role = sql`${placeholder('role')}::text`
const disabled = sql`${placeholder('disabled')}::boolean`
const ifMatch = sql`${placeholder('ifMatch')}::int[]`

/** 204 nothing to do · 200 done · 409 the last of them · 412 another version · 404. */
const change = gatedWrite(sql`${lockAdmins(userId)},
  person as materialized (
    select u.*, a.n, coalesce(${role}, u.role) as next_role, coalesce(${disabled}, u.disabled_at is not null) as closing,
      (${ifMatch} is null or u.version = any(${ifMatch})) as current
    from users u, claim, ${countedAdmins} a
    where u.id = ${userId} and u.erased_at is null for update of u),
  wanted as (
    select p.*, p.role = 'admin' and p.verified_at is not null and p.disabled_at is null
        and (p.next_role <> 'admin' or p.closing) and p.n < 2 as last
    from person p where p.current and (p.next_role <> p.role or p.closing <> (p.disabled_at is not null))),
  changed as (
    update users u set role = w.next_role,
      disabled_at = case when w.closing then coalesce(u.disabled_at, clock_timestamp()) end,
      version = u.version + 1, updated_at = clock_timestamp()
    from wanted w where u.id = w.id and not w.last
    returning u.*, w.role as old_role, w.disabled_at is not null as was_closed),
  told as (
    select count(case when c.role <> c.old_role then ${happened(
      'auth.user.role-changed',
      sql`c.id`,
      'success',
      sql`jsonb_build_object('from', c.old_role, 'to', c.role)`,
    )} end) + count(case when c.disabled_at is not null and not c.was_closed then ${happened('auth.user.disabled', sql`c.id`)} end)
      + count(case when c.disabled_at is null and c.was_closed then ${happened('auth.user.enabled', sql`c.id`)} end) as events
    from changed c),
  ${endSessions(sql`true`, sql`(select id from changed where role <> old_role or disabled_at is not null)`)},
  ${refreshKeys(sql`(select id from changed)`)},
  outcome as (
    select case when p.id is null then 404 when not p.current then 412 when w.last then 409 when c.id is null then 204
        else 200 end as status, coalesce(c.version, p.version) as version,
      case when c.id is not null then jsonb_build_object('user', (select ${managedUserJson} from changed u)) || ${endedRights}
        when p.current and w.last is null then jsonb_build_object('user', (select ${managedUserJson} from person u))
        else ${refusedBody} end as body
    from claim left join person p on true left join wanted w on true left join changed c on true
      left join told t on t.events > 0)`)

export interface UserChange {
  readonly role?: Role | undefined
  readonly disabled?: boolean | undefined
}

export interface Changed extends Pick<Outcome, 'replayed'> {
  readonly user: ManagedUser
}

/** Throws `not-found`, `precondition-failed`, and `conflict` where no administrator would be left. */
export async function changeUser(call: Call, id: string, wanted: UserChange): Promise<Changed> {
  const matches = call.ifMatch === '*' || call.ifMatch === undefined ? null : `{${call.ifMatch.join()}}`
  const values = { userId: id, role: wanted.role, disabled: wanted.disabled, ifMatch: matches }
  const outcome = await change(call.ports, { ...writeOf(call), values })
  const { status, version, replayed } = outcome
  if (status === 404) throw toldAgain(new AppError('not-found'), outcome)
  if (status === 409) throw toldAgain(lastAdmin(), outcome)
  if (status === 412)
    throw toldAgain(
      new AppError('precondition-failed', undefined, { headers: { etag: `"${version}"` } }),
      outcome,
    )
  await buryRights(call.ports, outcome)
  return { user: (outcome.body as { readonly user: ManagedUser }).user, replayed }
}

const requireReset = gatedWrite(sql`required as (
    update users u set reset_required_at = clock_timestamp(), version = u.version + 1, updated_at = clock_timestamp()
    from claim where u.id = ${userId} and ${accountOpen}
    returning u.id, ${happened('auth.password.reset-required', sql`u.id`)} as event),
  mailed as (${post(mailTopic, sql`jsonb_build_object('template', 'reset', 'userId', id)`, sql`from required`)}),
  ${endSessions(sql`true`, sql`(select id from required)`)},
  outcome as (
    select case when exists (select 1 from required) then 204 else 404 end as status, null::int as version,
      case when exists (select 1 from required) then ${endedHashes} else ${refusedBody} end as body from claim)`)

/** The password opens nothing until its owner has set a new one, by the mail that goes out; nobody else ever sets it. */
export async function requireNewPassword(call: Call, id: string): Promise<Pick<Outcome, 'replayed'>> {
  return ended(call, await requireReset(call.ports, { ...writeOf(call), values: { userId: id } }))
}

const endAll = gatedWrite(sql`person as (select u.id from users u, claim where u.id = ${userId}),
  ${endSessions(sql`(${placeholder('sessionId')}::uuid is null or s.id = ${placeholder('sessionId')}::uuid)`)},
  outcome as (select status, null::int as version,
      case status when 204 then ${endedHashes} else ${refusedBody} end as body
    from (select case when p.id is null or (${placeholder('sessionId')}::uuid is not null and not exists (select 1 from ended))
        then 404 else 204 end as status from claim left join person p on true) s)`)

/** Ends one of a user's sessions, or all. Throws `not-found`. */
export async function endSessionsOf(
  call: Call,
  id: string,
  sessionId?: string,
): Promise<Pick<Outcome, 'replayed'>> {
  return ended(call, await endAll(call.ports, { ...writeOf(call), values: { userId: id, sessionId } }))
}

async function ended(call: Call, outcome: Outcome): Promise<Pick<Outcome, 'replayed'>> {
  if (outcome.status === 404) throw toldAgain(new AppError('not-found'), outcome)
  await bury(call.ports, outcome)
  return { replayed: outcome.replayed }
}

/** By whoever looks after accounts: no endpoint that gets here is open to anybody else. */
const writeOf = (call: Call) => writeOfUser(call, userOf(call).id)
