/**
 * Delivery: one attempt at telling one endpoint of one event. It bears being run twice: the receiver knows it by its
 * `webhook-id`, which stays the same, and what was delivered is not sent again.
 *
 * The body names what changed and holds nothing of it: who receives it fetches the row, with a credential of their own.
 */
import { sql } from 'drizzle-orm'
import { rfc3339 } from '../auth/shapes.ts'
import { retryAfter } from '../core/retry-after.ts'
import { keyOf } from '../core/standard-webhooks.ts'
import type { Row } from '../ports/database.ts'
import { isEgressError } from '../ports/egress.ts'
import type { Ports } from '../ports/index.ts'
import { type JobHandler, postponed } from '../store/jobs.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { disableEndpoint } from './disable.ts'
import { secondsUntilNext } from './schedule.ts'
import { openSecret } from './secrets.ts'
import { signedHeaders } from './signature.ts'

const { placeholder } = sql

/** Where the row's owner was disabled, nobody is told any more. */
const pending =
  prepare(sql`select d.id::text as id, d.type, d.entity, d.entity_id::text as entity_id, d.version, d.attempts,
    ${rfc3339(sql`d.occurred_at`)} as occurred_at, e.id::text as endpoint_id, e.url, e.secret,
    case when e.previous_secret_until > clock_timestamp() then e.previous_secret end as previous_secret,
    e.status = 'enabled' and e.deleted_at is null and u.disabled_at is null as open
  from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id join users u on u.id = e.owner_id
  where d.id = ${placeholder('delivery')}::uuid and d.job_id = ${placeholder('job')}::bigint and d.state = 'pending'`)

const note = prepare(sql`update webhook_deliveries
  set state = ${placeholder('state')}, attempts = ${placeholder('attempts')}::int, last_status = ${placeholder('status')}::int,
    last_error = ${placeholder('error')}, last_attempt_at = clock_timestamp()
  where id = ${placeholder('delivery')}::uuid and job_id = ${placeholder('job')}::bigint and state = 'pending'`)

/** An endpoint that lets us wait would let everybody else wait as well: what is due for it steps back a minute. */
const stepBack = prepare(sql`update outbox o set run_at = clock_timestamp() + interval '1 minute' from (
    select o.id from webhook_deliveries d join outbox o on o.id = d.job_id
    where d.endpoint_id = ${placeholder('endpoint')}::uuid and d.state = 'pending'
      and o.done_at is null and o.lease_until is null and o.run_at < clock_timestamp() + interval '30 seconds'
    limit 10000 for update of o skip locked) w
  where o.id = w.id`)

export const deliver: JobHandler = async (ports, job, signal) => {
  const which = { delivery: job.payload.delivery, job: job.id }
  const [row] = await read(ports, pending(which), { signal })
  if (!row) return
  const { status, error, askedFor } = row.open ? await attempt(ports, row, signal) : closed
  const attempts = Number(row.attempts) + (row.open ? 1 : 0)
  const wait = row.open && status !== gone ? secondsUntilNext(attempts, askedFor) : undefined
  const state = error === undefined ? 'delivered' : wait === undefined ? 'dead' : 'pending'
  const endpoint = row.endpoint_id
  await ports.database.atomic([
    note({ ...which, state, attempts, status, error }),
    ...(error === 'time' ? [stepBack({ endpoint })] : []),
  ])
  ports.meter.count('webhook_attempts_total', { result: error === undefined ? 'success' : 'failure' })
  if (status === gone) await disableEndpoint(ports, { id: String(endpoint), url: String(row.url) }, signal)
  if (state === 'pending') throw postponed(wait ?? 0, error ?? '')
}

/** "The subscriber no longer wants" it (Standard Webhooks), and says so: 410. */
const gone = 410

interface Attempted {
  readonly status?: number
  /** Absent where it was taken: a status of 2xx, and nothing else. */
  readonly error?: string
  /** Seconds, where it says when to come back. */
  readonly askedFor?: number
}

const closed: Attempted = { error: 'endpoint-disabled' }

/** Those that say "later": 429 (RFC 6585 §4) and 503 (RFC 9110 §15.6.4). */
const busy = [429, 503]

async function attempt(ports: Ports, row: Row, signal: AbortSignal): Promise<Attempted> {
  const { id, url, endpoint_id: endpoint } = row
  const keys = (['secret', 'previous_secret'] as const).flatMap((column) => {
    const sealed = row[column]
    return sealed ? keyOf(openSecret(ports.config.keys, String(endpoint), column, String(sealed))) : []
  })
  const body = bodyOf(row)
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'holdfast',
    ...signedHeaders(keys, { id: String(id), atMs: ports.clock.now(), body }),
  }
  try {
    const answer = await ports.egress.post({ url: String(url), headers, body }, signal)
    const { status } = answer
    if (status >= 200 && status < 300) return { status }
    const askedFor = busy.includes(status) ? retryAfter(answer.retryAfter, ports.clock.now()) : 0
    return { status, error: 'status', askedFor }
  } catch (error) {
    if (!isEgressError(error)) throw error
    return { error: error.fault }
  }
}

/** Always the same bytes for one delivery. */
const bodyOf = ({ type, occurred_at: timestamp, entity, entity_id: id, version }: Row) =>
  JSON.stringify({ type, timestamp, data: { entity, id, version, url: `/v1/${entity}/${id}` } })
