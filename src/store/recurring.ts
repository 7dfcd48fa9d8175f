/**
 * What is to be done again and again, by whoever is running.
 *
 * Of each such job one row stands in the outbox, due when its time has come. So it has what every job has: one worker at a
 * time however many processes there are, attempts, backoff, and a dead letter to look at; then the next row is posted all the same.
 */
import { sql } from 'drizzle-orm'
import type { Ports } from '../ports/index.ts'
import type { JobHandler, JobHandlers } from './jobs.ts'
import { post } from './outbox.ts'
import { prepare } from './statement.ts'

export interface Recurring {
  readonly topic: string
  readonly everySeconds: number
  /** One bounded batch. Is there more to do? */
  readonly run: (ports: Ports, signal: AbortSignal) => Promise<boolean>
}

const { placeholder } = sql

/** A statement of its own: the next one sees what whoever held the lock before has committed. */
const takeTurns = prepare(sql`select pg_advisory_xact_lock(hashtext('jobs.recurring'))`)

const postMissing = prepare(sql`insert into outbox (topic, payload, run_at)
  select r.topic, '{}', clock_timestamp() + make_interval(secs => r."everySeconds")
  from jsonb_to_recordset(${placeholder('recurring')}::jsonb) as r(topic text, "everySeconds" int)
  where not exists (
    select 1 from outbox o where o.topic = r.topic and o.done_at is null and o.dead_at is null)`)

/** Posts each job that does not wait already. One round trip, harmless however often and by however many. */
export async function schedule({ database }: Pick<Ports, 'database'>, recurring: readonly Recurring[]) {
  const named = recurring.map(({ topic, everySeconds }) => ({ topic, everySeconds }))
  await database.atomic([takeTurns(), postMissing({ recurring: named })])
}

export function recurringHandlers(recurring: readonly Recurring[]): JobHandlers {
  return Object.fromEntries(recurring.map((job) => [job.topic, inBatches(job)]))
}

/** Well within a handler's time; what it does not suffice for is done by the next in line. */
const budgetMs = 4_000

function inBatches({ topic, run }: Recurring): JobHandler {
  const soon = prepare(post(topic, sql`'{}'::jsonb`, sql``, sql`interval '1 second'`))
  return async function batches(ports, _job, signal) {
    const until = ports.clock.monotonic() + budgetMs
    while (await run(ports, signal)) {
      if (signal.aborted || ports.clock.monotonic() >= until) {
        await ports.database.atomic([soon()])
        return
      }
    }
  }
}
