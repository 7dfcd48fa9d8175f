/**
 * Ending sessions: one atomic write, then a tombstone over what Redis remembers, then the answer.
 *
 * The write leaves a row of work behind that sets the tombstones again a moment later: if Redis cannot be
 * reached now, or this process dies between the commit and the tombstone, the outbox does it. What neither
 * reaches ends by itself with the cached entry, within 60 s.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { sha256 } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import { sessionTombstoneSeconds } from '../ports/cache.ts'
import type { Call } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import { gatedWrite, type Outcome, type Write } from '../store/atomic.ts'
import type { JobHandler } from '../store/jobs.ts'
import { post } from '../store/outbox.ts'
import { read } from '../store/read.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { prepare } from '../store/statement.ts'
import { type AuthEvent, happened } from './events.ts'
import { sessionKey } from './tokens.ts'
import { writeOfUser } from './writes.ts'

export const tombstoneTopic = 'session.tombstone'

const { placeholder } = sql

const askedFor = sql`${placeholder('userId')}::uuid`

/**
 * CTEs that end a user's sessions which meet a condition on `s`: `ended(id, token_hash)`, and the work that makes
 * sure of the tombstones. Part of any write that changes rights. The user is `placeholder('userId')` unless told.
 */
export function endSessions(
  condition: SQL,
  userId: SQL = askedFor,
  event: AuthEvent = 'auth.session.revoked',
): SQL {
  return sql`ended as (
      update sessions s set revoked_at = clock_timestamp() from claim
      where s.user_id = ${userId} and s.revoked_at is null and ${condition}
      returning s.id, s.token_hash, ${happened(event, sql`s.user_id`)} as event),
    buried as (${post(tombstoneTopic, sql`jsonb_build_object('sessionId', id)`, sql`from ended`, sql`interval '2 seconds'`)})`
}

/** The hashes whose tombstones are due, for the body of an outcome; never part of an answer. */
export const endedHashes = sql`(select coalesce(jsonb_agg(token_hash), '[]'::jsonb) from ended)`

const endingOne = (event: AuthEvent) =>
  gatedWrite(sql`${endSessions(sql`s.id = ${placeholder('sessionId')}::uuid`, askedFor, event)},
  outcome as (select status, null::int as version,
      case status when 204 then ${endedHashes} else ${refusedBody} end as body
    from (select case when exists (select 1 from ended) then 204 else 404 end as status from claim) s)`)

const leave = endingOne('auth.logout')
const endOne = endingOne('auth.session.revoked')

const endOthers = gatedWrite(sql`${endSessions(sql`s.id <> ${placeholder('sessionId')}::uuid`)},
  outcome as (select 204 as status, null::int as version, ${endedHashes} as body from claim)`)

export type Ended = Pick<Outcome, 'replayed'>

/** Ends the session that asks. That it is over already is as good. */
export async function logOut(call: Call, { id, sessionId }: User): Promise<Ended> {
  return ended(call, await leave(call.ports, ofSession(writeOf(call, { userId: id, sessionId }), sessionId)))
}

/** Ends one of the user's sessions. Throws `not-found` where it is not theirs or already over. */
export async function endSession(call: Call, { id }: User, sessionId: string): Promise<Ended> {
  const outcome = await endOne(call.ports, writeOf(call, { userId: id, sessionId }))
  if (outcome.status === 404) throw toldAgain(new AppError('not-found'), outcome)
  return ended(call, outcome)
}

/** Ends all of the user's sessions but the one that asks. */
export async function endOtherSessions(call: Call, { id, sessionId }: User): Promise<Ended> {
  return ended(
    call,
    await endOthers(call.ports, ofSession(writeOf(call, { userId: id, sessionId }), sessionId)),
  )
}

/** A retry sets the tombstones as well: whoever asks again was not told that they stand. */
async function ended({ ports }: Call, outcome: Outcome): Promise<Ended> {
  if (outcome.status === 204) await bury(ports, outcome)
  return { replayed: outcome.replayed }
}

/** Sets the tombstones of an outcome whose body is `endedHashes`. */
export async function bury(ports: Ports, { body }: Pick<Outcome, 'body'>): Promise<void> {
  await buryPrincipals(ports, ((body ?? []) as readonly string[]).map(sessionKey))
}

/** Sets the tombstones over these keys of the cache, in one trip. A failure is counted; the outbox has them too. */
export async function buryPrincipals(ports: Ports, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  try {
    await ports.cache.bury(keys, sessionTombstoneSeconds)
  } catch {
    ports.modes.degraded('tombstones-later')
    ports.meter.count('session_tombstones_missed_total', {}, keys.length)
    ports.log.write({ level: 'warn', action: 'session.tombstone', result: 'failure' })
  }
}

const hashOf = prepare(
  sql`select token_hash from sessions where id = ${placeholder('sessionId')}::uuid and revoked_at is not null`,
)

/** The job: sets the tombstone again. It harms nothing where the first one stands. */
export const buryAgain: JobHandler = async (ports, job, signal) => {
  const [row] = await read(ports, hashOf({ sessionId: job.payload.sessionId }), { signal })
  if (row) await ports.cache.bury([sessionKey(row.token_hash as string)], sessionTombstoneSeconds, signal)
}

/** The stored outcome holds digests of tokens, as `sessions` does; no answer ever does. */
const writeOf = (call: Call, values: { readonly userId: string; readonly sessionId: string }): Write => ({
  ...writeOfUser(call, values.userId),
  values,
})

/** What these do depends on the session that asks: the same call from another one is another request. */
function ofSession(write: Write, sessionId: string): Write {
  const { idempotency } = write
  if (!idempotency) return write
  return {
    ...write,
    idempotency: { ...idempotency, requestHash: sha256(`${idempotency.requestHash} ${sessionId}`) },
  }
}
