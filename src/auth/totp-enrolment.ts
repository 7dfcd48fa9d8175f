/**
 * An authenticator app: enrolled, confirmed by a code of it, removed. Until it is confirmed it opens nothing and asks for nothing.
 * What signs in changes with it, so all other sessions end (OWASP ASVS 7.4.3), and the owner is mailed.
 */
import { sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { AppError, invalid } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite, type Outcome } from '../store/atomic.ts'
import { open, seal } from '../store/cipher.ts'
import { read } from '../store/read.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { prepare } from '../store/statement.ts'
import { happened } from './events.ts'
import { notice } from './notices.ts'
import { personFirst } from './person-first.ts'
import { freshCodes, keptCodes } from './recovery-codes.ts'
import { bury, endedHashes, endSessions } from './revocation.ts'
import { authenticator, freshSecret, secretPlace, stepOf } from './second-factors/totp.ts'
import { keptSecret } from './session-opening.ts'
import { writeOfUser } from './writes.ts'

const { placeholder } = sql
const userId = sql`${placeholder('userId')}::uuid`
const others = sql`s.id <> ${placeholder('sessionId')}::uuid`

const enrol = gatedWrite(sql`enrolled as (
    insert into totp_factors as f (user_id, secret)
    select u.id, ${placeholder('secret')} from users u, claim where u.id = ${userId} and u.disabled_at is null
    on conflict (user_id) do update set secret = excluded.secret, created_at = clock_timestamp(), last_step = 0
      where f.confirmed_at is null
    returning f.user_id, ${happened('auth.totp.enrolled', sql`f.user_id`)} as event),
  outcome as (
    select case when e.user_id is null then 409 else 201 end as status, null::int as version,
      case when e.user_id is null then ${refusedBody}
        else jsonb_build_object('email', u.email, 'sealed', ${placeholder('sealed')}::text) end as body
    from claim left join enrolled e on true left join users u on u.id = e.user_id)`)

export interface Enrolled {
  /** Base 32, for who cannot scan. */
  readonly secret: string
  readonly otpauthUri: string
  readonly replayed: boolean
}

/** Begins anew where one waits to be confirmed. Throws `conflict` where one is on. */
export async function enrolTotp(call: Call, { id }: User): Promise<Enrolled> {
  const { config } = call.ports
  const made = freshSecret()
  const write = writeOfUser(call, id)
  const kept = keptSecret(call, write, made.base32)
  const outcome = await enrol(call.ports, {
    ...write,
    values: {
      userId: id,
      secret: seal(config.keys.field, secretPlace(id), made.base32),
      sealed: kept.sealed,
    },
  })
  if (outcome.status !== 201)
    throw toldAgain(new AppError('conflict', 'An authenticator app is on already. Remove it first.'), outcome)
  const { email, sealed } = outcome.body as { readonly email: string; readonly sealed: string | null }
  const secret = kept.told(outcome, sealed)
  return { secret, otpauthUri: authenticator(config, email, secret).toString(), replayed: outcome.replayed }
}

const pending = prepare(
  sql`select secret, created_at::text as made from totp_factors where user_id = ${userId} and confirmed_at is null`,
)

/**
 * The step is taken: the code that confirms does not sign in as well. What was read is known again by when it was made: its secret
 * may be sealed anew in between.
 */
const confirm = gatedWrite(
  sql`confirmed as (
    update totp_factors f set confirmed_at = clock_timestamp(), last_step = ${placeholder('step')}::int from claim
    where f.user_id = ${userId} and f.confirmed_at is null and f.created_at = ${placeholder('made')}::timestamptz
      and ${placeholder('step')}::int is not null
    returning f.user_id, ${happened('auth.totp.confirmed', sql`f.user_id`)} as event),
  refused as (
    select ${happened('auth.totp.confirmed', userId, 'denied')} as event from claim where not exists (select 1 from confirmed)),
  ${keptCodes(sql`confirmed`, { whereNone: true })},
  told as (${notice('factor-added', sql`c.user_id`, sql`from confirmed c`)}),
  ${endSessions(sql`${others} and exists (select 1 from confirmed)`)},
  outcome as (
    select case when c.user_id is null then 422 else 200 end as status, null::int as version,
      case when c.user_id is null then ${refusedBody} else jsonb_build_object('ended', ${endedHashes},
        'made', exists (select 1 from kept), 'sealed', ${placeholder('sealed')}::text) end as body
    from claim left join confirmed c on true left join noted n on n.event is not null
      left join refused r on r.event is not null)`,
  personFirst,
)

export interface Confirmed {
  /** Present where there were none: shown once. */
  readonly recoveryCodes?: readonly string[]
  readonly replayed: boolean
}

/** Throws `validation` at `#/code` for a code that is wrong, or where nothing waits to be confirmed. */
export async function confirmTotp(call: Call, { id, sessionId }: User, code: string): Promise<Confirmed> {
  const { config, clock } = call.ports
  const [row] = await read(call.ports, pending({ userId: id }), { signal: call.deadline.signal })
  const sealedSecret = row?.secret as string | undefined
  const secret = sealedSecret && open(config.keys.field, secretPlace(id), sealedSecret)
  const step = secret ? stepOf(secret, code, clock.now()) : undefined
  const write = writeOfUser(call, id)
  const codes = freshCodes(call, write)
  const outcome = await confirm(call.ports, {
    ...write,
    values: { userId: id, sessionId, made: row?.made, step, ...codes.values },
  })
  if (outcome.status !== 200) throw toldAgain(wrongCode(), outcome)
  const { ended, made, sealed } = outcome.body as Body
  await bury(call.ports, { body: ended })
  return { ...(made && { recoveryCodes: codes.told(outcome, sealed) }), replayed: outcome.replayed }
}

interface Body {
  readonly ended: unknown
  readonly made: boolean
  readonly sealed: string | null
}

const remove = gatedWrite(sql`removed as (
    delete from totp_factors f using claim where f.user_id = ${userId} and f.confirmed_at is not null
    returning f.user_id, ${happened('auth.totp.removed', sql`f.user_id`)} as event),
  told as (${notice('factor-removed', sql`r.user_id`, sql`from removed r`)}),
  ${endSessions(sql`${others} and exists (select 1 from removed)`)},
  outcome as (
    select case when r.user_id is null then 404 else 204 end as status, null::int as version,
      case when r.user_id is null then ${refusedBody} else ${endedHashes} end as body
    from claim left join removed r on true)`)

/** Throws `not-found` where none is on. */
export async function removeTotp(call: Call, { id, sessionId }: User): Promise<Pick<Outcome, 'replayed'>> {
  const outcome = await remove(call.ports, { ...writeOfUser(call, id), values: { userId: id, sessionId } })
  if (outcome.status !== 204) throw toldAgain(new AppError('not-found'), outcome)
  await bury(call.ports, outcome)
  return { replayed: outcome.replayed }
}

const wrongCode = () =>
  invalid([
    {
      pointer: '#/code',
      code: 'wrong_code',
      detail: 'This is not the code of now. Is the clock of the device right?',
    },
  ])
