/** Recovery codes made: ten at once, shown once, the old ones void. */
import { type SQL, sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite, type Outcome } from '../store/atomic.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { happened } from './events.ts'
import { factorsOf } from './factors.ts'
import { notice } from './notices.ts'
import { personFirst } from './person-first.ts'
import { codesAtOnce, freshCode, hashOf } from './second-factors/recovery-code.ts'
import { keptSecret, type Owner } from './session-opening.ts'
import { writeOfUser } from './writes.ts'

const { placeholder } = sql

/** The codes of an answer, the values of `keptCodes`, and what a retry is told. */
export function freshCodes(call: Call, owner: Owner) {
  const codes = Array.from({ length: codesAtOnce }, freshCode)
  const kept = keptSecret(call, owner, codes.join(' '))
  return {
    values: { codeHashes: codes.map(hashOf), sealed: kept.sealed },
    told: (outcome: Pick<Outcome, 'replayed'>, sealed: string | null) =>
      kept.told(outcome, sealed).split(' '),
  }
}

/**
 * CTEs `voided` and `kept`: new codes for each row of `people(user_id)`. Where `whereNone`, only for who has none left; otherwise the
 * old ones go.
 */
export function keptCodes(people: SQL, { whereNone }: { readonly whereNone: boolean }): SQL {
  const without = whereNone
    ? sql`where not exists (select 1 from recovery_codes r where r.user_id = p.user_id and r.used_at is null)`
    : sql``
  return sql`wanting as (select p.user_id from ${people} p ${without}),
    voided as (delete from recovery_codes r using wanting w where r.user_id = w.user_id returning 1),
    kept as (
      insert into recovery_codes as r (code_hash, user_id)
      select h.hash, w.user_id from wanting w, jsonb_array_elements_text(${placeholder('codeHashes')}::jsonb) h(hash)
      returning r.user_id),
    noted as (
      select max(${happened('auth.recovery-codes.generated', sql`k.user_id`)}) as event
      from (select distinct user_id from kept) k)`
}

const regenerate = gatedWrite(
  sql`person as (
    select u.id as user_id from users u, claim
    where u.id = ${placeholder('userId')}::uuid and ${factorsOf(sql`u.id`)} <> '[]'::jsonb for no key update of u),
  ${keptCodes(sql`person`, { whereNone: false })},
  told as (${notice('recovery-codes-changed', sql`p.user_id`, sql`from person p`)}),
  outcome as (
    select case when p.user_id is null then 409 else 200 end as status, null::int as version,
      case when p.user_id is null then ${refusedBody}
        else jsonb_build_object('sealed', ${placeholder('sealed')}::text) end as body
    from claim left join person p on true left join noted n on n.event is not null)`,
  personFirst,
)

export interface Regenerated {
  readonly recoveryCodes: readonly string[]
  readonly replayed: boolean
}

/** Throws `conflict` where there is no second factor that they could stand in for. */
export async function regenerateCodes(call: Call, { id }: User): Promise<Regenerated> {
  const write = writeOfUser(call, id)
  const codes = freshCodes(call, write)
  const outcome = await regenerate(call.ports, {
    ...write,
    values: { userId: id, ...codes.values },
  })
  if (outcome.status !== 200)
    throw toldAgain(
      new AppError('conflict', 'Recovery codes stand in for a second factor; there is none.'),
      outcome,
    )
  const { sealed } = outcome.body as { readonly sealed: string | null }
  return { recoveryCodes: codes.told(outcome, sealed), replayed: outcome.replayed }
}
