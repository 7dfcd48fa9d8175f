/**
 * One write: decided before it is sent, one round trip, all or nothing, recorded.
 *
 *   S0  actor context and time-outs, for this transaction only
 *   S1  idempotency claim → the change (scope, state and version in its own conditions) → its outcome
 *   S2  the outcome, ours or the one an earlier request with this key stored
 *
 * Without an Idempotency-Key the claim is a constant and S1 answers by itself.
 * Row triggers write the audit records inside the same transaction.
 */
import { type SQL, sql } from 'drizzle-orm'
import { AppError, unavailable } from '../core/errors.ts'
import { isDatabaseError } from '../ports/database.ts'
import type { Deadline, Idempotency } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import { type AuditContext, opening } from './context.ts'
import { isOutage } from './resilience/sqlstate.ts'
import { prepare } from './statement.ts'

/** What S1 must answer with: an HTTP status, the row's version where it has one, and whatever the caller needs as JSON. */
export interface Outcome {
  readonly status: number
  readonly version: number | null
  readonly body: unknown
  readonly replayed: boolean
}

export interface Write {
  readonly context: AuditContext
  readonly deadline: Deadline
  /** Whose key it is: a user id, or what else tells callers apart (`auth/stranger`). */
  readonly principal: string
  readonly idempotency: Idempotency | undefined
  /** Nothing stays: no change, no record of it, and no key. */
  readonly dryRun?: boolean
  readonly values: Readonly<Record<string, unknown>>
}

export type GatedWrite = (ports: Pick<Ports, 'database'>, write: Write) => Promise<Outcome>

const stored = prepare(sql`select r.status, r.version, r.body,
    k.request_hash = ${sql.placeholder('requestHash')} as same_request,
    k.request_id is distinct from ${sql.placeholder('requestId')} as replayed
  from idempotency_keys k left join idempotency_results r using (principal, key)
  where k.principal = ${sql.placeholder('principal')} and k.key = ${sql.placeholder('key')}`)

/**
 * Compiles one kind of write. `ctes` is a comma-separated list of CTEs, each change selecting FROM `claim`
 * (so that a lost claim changes nothing), the last of them `outcome(status int, version int, body jsonb)`
 * with one row whenever `claim` has one. `ahead` is sent between S0 and S1: it locks what must stand still before S1 begins to
 * look, for a statement sees what was committed when it began.
 */
export function gatedWrite(ctes: SQL, ahead?: SQL): GatedWrite {
  const lock = ahead && prepare(ahead)
  const plain = prepare(
    sql`with claim as (select 1 as one), ${ctes} select status, version, body from outcome`,
  )
  const keyed = prepare(sql`with claim as (
      insert into idempotency_keys (principal, key, request_hash, request_id)
      values (${sql.placeholder('principal')}, ${sql.placeholder('key')}, ${sql.placeholder('requestHash')}, ${sql.placeholder('requestId')})
      on conflict do nothing returning 1 as one),
    ${ctes}
    insert into idempotency_results (principal, key, status, version, body)
    select ${sql.placeholder('principal')}, ${sql.placeholder('key')}, status, version, body from outcome`)

  return async function write({ database }, { context, deadline, principal, values, ...sent }) {
    const { dryRun = false } = sent
    const idempotency = dryRun ? undefined : sent.idempotency
    const all = {
      ...values,
      ...idempotency,
      principal,
      requestId: context.request_id,
    }
    const change = idempotency ? [keyed(all), stored(all)] : [plain(all)]
    const statements = [opening(context, deadline), ...(lock ? [lock(all)] : []), ...change]
    const results = await database
      .atomic(statements, {
        signal: deadline.signal,
        keep: !dryRun,
        // The key sees to it that it is done once; and what is only tried leaves nothing.
        repeatable: dryRun || idempotency !== undefined,
      })
      .catch(translate)
    const row = results.at(-1)?.[0]
    // The key was older than its life, and was pruned between the claim and the look at it.
    if (!row && idempotency) throw inProgress()
    if (!row) throw new Error('A gated write answered with no outcome.')
    if (row.same_request === false) throw new AppError('idempotency-mismatch')
    if (row.status === null) throw inProgress()
    return {
      status: row.status as number,
      version: row.version as number | null,
      body: row.body,
      replayed: row.replayed === true,
    }
  }
}

/** What a failed batch means to the caller. */
function translate(error: unknown): never {
  if (!isDatabaseError(error)) throw error
  const { code } = error
  if (isOutage(error)) throw unavailable(error)
  if (code === '55P03') throw inProgress(error)
  if (code === '23505')
    throw new AppError('conflict', 'Something with this value already exists.', { cause: error })
  throw error
}

const inProgress = (cause?: unknown) =>
  new AppError('in-progress', undefined, { headers: { 'retry-after': '1' }, cause })
