/**
 * The outbox: work written inside a business transaction, claimed under a lease after it.
 *
 * Attempts are counted at the claim, so a job that kills its worker also ends as a dead letter. A worker
 * that outlives its lease is fenced: what it reports is ignored once somebody else holds the job.
 * At least once, therefore: a handler must bear being run twice.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Param } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'
import { prepare } from './statement.ts'

export interface Job {
  /** A bigint, as text. */
  readonly id: string
  readonly topic: string
  readonly payload: Readonly<Record<string, unknown>>
  /** The same for every attempt. */
  readonly dedupe: string
  readonly attempts: number
}

/** Longer than any handler may take (`store/jobs`), three times over. */
export const leaseSeconds = 30

const { placeholder } = sql

/** A CTE's body that leaves one row of work for each row of `from`. `payload` holds references only. */
export function post(topic: SQL | string, payload: SQL, from: SQL, delay: SQL = sql`interval '0'`): SQL {
  return sql`insert into outbox (topic, payload, run_at)
    select ${typeof topic === 'string' ? sql.raw(`'${topic}'`) : topic}, ${payload}, clock_timestamp() + ${delay} ${from}`
}

const known = sql`jsonb_array_elements_text(${placeholder('topics')}::jsonb)`

/** Waiting, and due: by a moment that an index can be asked for. The columns keep milliseconds, rounded. */
export const isDue = sql`done_at is null and dead_at is null and run_at <= now() + interval '1 millisecond'`

/** Each topic has its own range of the index, so that a crowd of one is not walked through to find the jobs of another. */
const claimDue = prepare(sql`update outbox j
  set lease_by = ${placeholder('worker')}::uuid,
    lease_until = clock_timestamp() + make_interval(secs => ${placeholder('lease')}::int),
    attempts = j.attempts + 1
  from (select o.id
    from ${known} as known(topic),
      lateral (select id, run_at from outbox
        where topic = known.topic and ${isDue}
          and (lease_until is null or lease_until < clock_timestamp())
          and attempts < max_attempts
        order by run_at, id limit ${placeholder('count')}::int
        for update skip locked) o
    order by o.run_at, o.id limit ${placeholder('count')}::int) due
  where j.id = due.id
  returning j.id::text as id, j.topic, j.payload, j.dedupe::text as dedupe, j.attempts`)

/** Also of one that was buried meanwhile, for its worker was late and not dead. */
const finish = prepare(sql`update outbox
  set done_at = clock_timestamp(), dead_at = null, lease_by = null, lease_until = null
  where id = ${placeholder('id')}::bigint and lease_by = ${placeholder('worker')}::uuid and done_at is null`)

const release = prepare(sql`update outbox
  set last_error = ${placeholder('error')}, lease_by = null, lease_until = null,
    run_at = clock_timestamp() + coalesce(
      make_interval(secs => ${placeholder('seconds')}::float8) * (0.9 + random() / 5),
      least(interval '10 minutes', interval '500 milliseconds' * power(2, attempts)) * (0.5 + random())),
    dead_at = case when attempts >= max_attempts then clock_timestamp() end
  where id = ${placeholder('id')}::bigint and lease_by = ${placeholder('worker')}::uuid and done_at is null`)

const bury = prepare(sql`update outbox
  set dead_at = clock_timestamp(), last_error = coalesce(last_error, 'lease expired')
  where topic in (select ${known}) and ${isDue} and attempts >= max_attempts and lease_until < clock_timestamp()`)

/** Takes up to `count` due jobs of these topics; first buries those whose last worker died. One round trip. */
export async function claim(
  { database }: Pick<Ports, 'database'>,
  worker: string,
  topics: readonly string[],
  count: number,
  signal?: AbortSignal,
): Promise<readonly Job[]> {
  const values = { worker, topics, count, lease: leaseSeconds }
  const [, jobs = []] = await database.atomic([bury(values), claimDue(values)], signal ? { signal } : {})
  return jobs as unknown as readonly Job[]
}

/** The job is done. */
export async function ack({ database }: Pick<Ports, 'database'>, worker: string, id: string) {
  await database.atomic([finish({ worker, id })])
}

/**
 * The job failed: later again, with backoff and jitter, or dead. `error` is a class and a code, never a message; `seconds` is
 * when, where the job knows better than the outbox.
 */
export async function nack(
  { database }: Pick<Ports, 'database'>,
  worker: string,
  id: string,
  error: Param,
  seconds?: number,
) {
  await database.atomic([release({ worker, id, error, seconds })])
}
