/** Who a person is elsewhere: the identities that sign in to an account, and ending that. */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { User } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { read } from '../store/read.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { prepare } from '../store/statement.ts'
import { happened } from './events.ts'
import { notice } from './notices.ts'
import { bury, type Ended, endedHashes, endSessions } from './revocation.ts'
import { moment, rfc3339 } from './shapes.ts'
import { writeOfUser } from './writes.ts'

const { placeholder } = sql

export const identityShape = z.strictObject({
  id: z.uuid(),
  provider: z
    .string()
    .nullable()
    .describe('Its name among the providers; null where it is none of them any more.'),
  issuer: z.string(),
  createdAt: moment,
})

const all = prepare(sql`select i.id::text as id, i.issuer, ${rfc3339(sql`i.created_at`)} as created_at
  from identities i where i.user_id = ${placeholder('userId')}::uuid order by i.created_at, i.id limit 100`)

/** One's own, oldest first; never the subject. */
export async function listIdentities(call: Call, { id: userId }: User) {
  const rows = await read(call.ports, all({ userId }), { signal: call.deadline.signal })
  return rows.map(({ id, issuer, created_at }) => ({
    id,
    provider: call.ports.providers.find((one) => one.issuer === issuer)?.name ?? null,
    issuer,
    createdAt: created_at,
  }))
}

/** All of a person's rows are locked, in one order: of two that are removed at once, the second sees that the first is gone. */
const remove = gatedWrite(sql`mine as (
    select i.id, i.issuer from identities i, claim where i.user_id = ${placeholder('userId')}::uuid
    order by i.id for update of i),
  others as (
    select 1 from mine where id <> ${placeholder('identityId')}::uuid
      and issuer in (select jsonb_array_elements_text(${placeholder('issuers')}::jsonb))
    union all select 1 from users u where u.id = ${placeholder('userId')}::uuid and u.password_hash is not null
    union all select 1 from passkeys k where k.user_id = ${placeholder('userId')}::uuid),
  removed as (
    delete from identities i using mine m
    where i.id = m.id and i.id = ${placeholder('identityId')}::uuid and exists (select 1 from others)
    returning i.user_id, ${happened('auth.identity.removed', sql`i.user_id`)} as event),
  told as (${notice('identity-removed', sql`r.user_id`, sql`from removed r`)}),
  ${endSessions(
    sql`s.id <> ${placeholder('sessionId')}::uuid and exists (select 1 from removed)`,
    sql`${placeholder('userId')}::uuid`,
  )},
  outcome as (select status, null::int as version,
      case status when 204 then ${endedHashes} else ${refusedBody} end as body
    from (select case when exists (select 1 from removed) then 204
      when exists (select 1 from mine where id = ${placeholder('identityId')}::uuid) then 409
      else 404 end as status from claim) s)`)

/**
 * Ends one, and all sessions but the one that asks: whoever came that way is out as well. Throws `not-found`, and `conflict` where
 * nothing else would open the account.
 */
export async function removeIdentity(
  call: Call,
  { id: userId, sessionId }: User,
  identityId: string,
): Promise<Ended> {
  const outcome = await remove(call.ports, {
    ...writeOfUser(call, userId),
    values: { userId, sessionId, identityId, issuers: call.ports.providers.map(({ issuer }) => issuer) },
  })
  if (outcome.status === 404) throw toldAgain(new AppError('not-found'), outcome)
  if (outcome.status === 409) throw toldAgain(lastWayIn(), outcome)
  await bury(call.ports, outcome)
  return { replayed: outcome.replayed }
}

const lastWayIn = () =>
  new AppError(
    'conflict',
    'This is the only way to sign in to the account. Set a password or add a passkey first.',
  )
