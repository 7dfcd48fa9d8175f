/**
 * Erasing a person (docs/decisions/0015): what was theirs goes in one write, and a stub of the account stays, so that
 * the audit log and what must be kept point at somebody who has no name.
 *
 * Requests that were under way may still leave something behind: a job goes over it once more when none can be left.
 */
import { type SQL, sql } from 'drizzle-orm'
import { eraseFromLog } from '../audit/erase.ts'
import type { User } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite, type Outcome } from '../store/atomic.ts'
import { systemWrite } from '../store/context.ts'
import { type JobHandler, postponed } from '../store/jobs.ts'
import { post } from '../store/outbox.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { buryRights, endedRights, keyTombstoneTopic } from './api-key-revocation.ts'
import { happened } from './events.ts'
import { countedAdmins, lastAdmin, lockAdmins } from './last-admin.ts'
import type { OwnData } from './own-data.ts'
import { tombstoneTopic } from './revocation.ts'
import { writeOfUser } from './writes.ts'

export const sweepTopic = 'account.sweep'

const { placeholder } = sql

const asked = sql`${placeholder('userId')}::uuid`

/** Longer than any request may take: whoever was let in before is through. */
const sweepDelay = sql`interval '10 seconds'`

const removed = (table: string) => {
  const name = sql.identifier(`removed_${table}`)
  return sql`${name} as (delete from ${sql.identifier(table)} r using erased e where r.user_id = e.id)`
}

/** Stored answers tell of people as well: those to this person's own requests. */
const forgotten = (table: string) => {
  const name = sql.identifier(`forgotten_${table}`)
  return sql`${name} as (delete from ${sql.identifier(table)} f using erased e where f.principal = e.id::text)`
}

const proofs = ['totp_factors', 'recovery_codes', 'passkeys', 'identities', 'challenges', 'mailed_tokens']
const answers = ['idempotency_keys', 'idempotency_results']

/**
 * CTEs that take away all that is personal of each `erased(id)`. Sessions and keys end but stay for a week, bare: it is by their
 * rows that the tombstones are set again.
 */
const takeAway = (parts: readonly OwnData[]): SQL =>
  sql.join(
    [
      sql`ended as (
        update sessions s set revoked_at = coalesce(s.revoked_at, clock_timestamp()), ip_address = null, user_agent = null
        from erased e where s.user_id = e.id
          and (s.revoked_at is null or s.ip_address is not null or s.user_agent is not null)
        returning s.id, s.token_hash)`,
      sql`buried as (${post(tombstoneTopic, sql`jsonb_build_object('sessionId', id)`, sql`from ended`, sql`interval '2 seconds'`)})`,
      sql`ended_keys as (
        update api_keys k set revoked_at = coalesce(k.revoked_at, clock_timestamp()), name = ''
        from erased e where k.user_id = e.id and (k.revoked_at is null or k.name <> '')
        returning k.id, k.token_hash)`,
      sql`buried_keys as (${post(keyTombstoneTopic, sql`jsonb_build_object('keyId', id)`, sql`from ended_keys`, sql`interval '2 seconds'`)})`,
      ...proofs.map(removed),
      ...answers.map(forgotten),
      ...parts.map(({ erasure }) => erasure),
    ],
    sql`, `,
  )

/** No address can end in `.invalid` (RFC 2606 §2), so nobody proves this one. */
const stub = sql`email = u.id || '@erased.invalid', name = null, password_hash = null, failures = 0,
  reset_required_at = null, disabled_at = coalesce(u.disabled_at, clock_timestamp()), erased_at = clock_timestamp(),
  version = u.version + 1, updated_at = clock_timestamp()`

export function erasing(parts: readonly OwnData[]) {
  const write = gatedWrite(sql`${lockAdmins(asked)},
    person as materialized (
      select u.id, u.role, a.n from users u, claim, ${countedAdmins} a
      where u.id = ${asked} and u.disabled_at is null for update of u),
    erased as (
      update users u set ${stub} from person p where u.id = p.id and (p.role <> 'admin' or p.n > 1)
      returning u.id, ${happened('auth.account.erased', sql`u.id`)} as event),
    ${takeAway(parts)},
    swept as (${post(sweepTopic, sql`jsonb_build_object('userId', id)`, sql`from erased`, sweepDelay)}),
    refused as (
      select ${happened('auth.account.erased', sql`p.id`, 'denied')} as event from person p
      where not exists (select 1 from erased)),
    outcome as (
      select case when e.id is not null then 204 when r.event is not null then 409 else 401 end as status,
        null::int as version, case when e.id is not null then ${endedRights} else ${refusedBody} end as body
      from claim left join erased e on true left join refused r on true)`)

  /** Dead and gone when it is answered. Throws `conflict` for the last administrator. */
  return async function erase(call: Call, { id }: User): Promise<Pick<Outcome, 'replayed'>> {
    const outcome = await write(call.ports, { ...writeOfUser(call, id), values: { userId: id } })
    if (outcome.status === 409) throw toldAgain(lastAdmin(), outcome)
    if (outcome.status !== 204) throw toldAgain(new AppError('unauthenticated'), outcome)
    await buryRights(call.ports, outcome)
    return { replayed: outcome.replayed }
  }
}

/**
 * The job: takes away what requests left behind that were under way when the person was erased, and then what the log holds of them,
 * this last act included.
 */
export function sweeping(parts: readonly OwnData[]): JobHandler {
  const write = gatedWrite(sql`erased as (
      select u.id from users u, claim where u.id = ${asked} and u.erased_at is not null),
    ${takeAway(parts)},
    outcome as (select 204 as status, null::int as version, ${endedRights} as body from claim)`)

  return async function sweep(ports, { payload }, signal) {
    const asJob = systemWrite('jobs', 'account-sweep', signal, 8_000)
    const outcome = await write(ports, { ...asJob, values: { userId: payload.userId } })
    await buryRights(ports, outcome)
    if (!(await eraseFromLog(ports, asJob.context, payload.userId, signal)))
      throw postponed(5, 'more-to-erase')
  }
}
