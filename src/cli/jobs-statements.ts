/** What an operator asks of the outbox, and does with what lies in it: each act with its record in the log, in one statement. */
import { type SQL, sql } from 'drizzle-orm'
import { told } from '../audit/event.ts'
import { prepare } from '../store/statement.ts'

export const jobStates = ['waiting', 'running', 'dead', 'done'] as const
export type JobState = (typeof jobStates)[number]

const { placeholder } = sql

const state = sql`case when o.done_at is not null then 'done' when o.dead_at is not null then 'dead'
  when o.lease_until > clock_timestamp() then 'running' else 'waiting' end`

const moment = (column: SQL) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

/** Newest first. Payloads stay where they are: they hold references, and may hold a sealed secret. */
export const listJobs = prepare(sql`select o.id::text, o.topic, ${state} as state, o.attempts, o.max_attempts,
    ${moment(sql`o.run_at`)} as run_at, ${moment(sql`coalesce(o.done_at, o.dead_at)`)} as ended_at, o.last_error
  from outbox o
  where (${placeholder('state')}::text is null or ${state} = ${placeholder('state')}::text)
    and (${placeholder('topic')}::text is null or o.topic = ${placeholder('topic')}::text)
  order by o.id desc limit ${placeholder('count')}::int`)

export const countJobs = prepare(sql`select o.topic, ${state} as state, count(*)::int as jobs,
    ${moment(sql`min(o.run_at) filter (where o.done_at is null and o.dead_at is null)`)} as due
  from outbox o where o.done_at is null group by 1, 2 order by 1, 2`)

const named = sql`(o.id = any(${placeholder('ids')}::text::bigint[]) or o.topic = ${placeholder('topic')}::text)`
const recorded = (action: string) =>
  sql`${told({ action: sql.raw(`'${action}'`), entity: sql`'outbox'`, entityId: sql`c.id::text` })}`

/** Dead ones begin anew, with all their attempts. */
export const retryJobs = prepare(sql`with changed as (
    update outbox o set dead_at = null, attempts = 0, run_at = clock_timestamp(), lease_by = null, lease_until = null
    where ${named} and o.dead_at is not null and o.done_at is null returning o.id)
  select c.id::text, ${recorded('jobs.retried')} as event from changed c`)

/** What waits is dead; what is dead is put away, and pruned like all that is done. What is being worked on is its worker's. */
export const cancelJobs = prepare(sql`with changed as (
    update outbox o set dead_at = coalesce(o.dead_at, clock_timestamp()), last_error = case when o.dead_at is null then 'cancelled' else o.last_error end,
      done_at = case when o.dead_at is not null then clock_timestamp() end
    where ${named} and o.done_at is null and (o.lease_until is null or o.lease_until < clock_timestamp()) returning o.id)
  select c.id::text, ${recorded('jobs.cancelled')} as event from changed c`)
