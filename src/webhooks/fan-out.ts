/**
 * Fan-out: an event of the outbox becomes one delivery, with its job, for each endpoint of the same owner that asked for it.
 *
 * One statement does it for a thousand events: it holds their rows and passes by those that another holds, and what it has
 * seen is done in the same moment in which it is handed on. So each event reaches each endpoint once, however many do this.
 */
import { sql } from 'drizzle-orm'
import { eventTopic } from '../business/events.ts'
import type { Ports } from '../ports/index.ts'
import { isDue } from '../store/outbox.ts'
import { prepare } from '../store/statement.ts'
import { maxEndpoints } from './create.ts'
import { postDeliveries } from './post.ts'

const batch = 1_000

/** UUIDv7 (RFC 9562 §5.7) as the database can make it: time over the first 48 bits of a random one, and 7 for its 4. */
const uuidv7 = sql`encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
  placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid`

const fanOutBatch = prepare(sql`with
  due as (
    select id, payload, created_at from outbox where topic = ${sql.raw(`'${eventTopic}'`)} and ${isDue}
    order by run_at, id limit ${sql.raw(String(batch))} for update skip locked),
  wanted as (
    select ${uuidv7} as id, e.id as endpoint_id, d.payload, d.created_at as occurred_at
    from due d cross join lateral (
      select w.id from (
        select * from webhook_endpoints
        where owner_id = (d.payload->>'owner')::uuid and deleted_at is null
        order by created_at, id limit ${sql.raw(String(maxEndpoints))}) w
      where w.status = 'enabled'
        and w.events ?| array['*', (d.payload->>'entity') || '.*', d.payload->>'type']) e),
  posted as (${postDeliveries(sql`from wanted`)}),
  made as (
    insert into webhook_deliveries (id, endpoint_id, type, entity, entity_id, version, occurred_at, job_id)
    select w.id, w.endpoint_id, w.payload->>'type', w.payload->>'entity', (w.payload->>'id')::uuid,
      (w.payload->>'version')::int, w.occurred_at, p.id
    from wanted w join posted p on p.delivery = w.id
    returning 1),
  seen as (update outbox o set done_at = clock_timestamp() from due d where o.id = d.id returning 1)
  select (select count(*)::int from seen) as events, (select count(*)::int from made) as deliveries`)

/** Hands on what is due, until nothing is or `until` has come (by the clock of the ports). Gives the number of deliveries. */
export async function fanOut(
  { database, clock, meter }: Ports,
  until: number,
  signal?: AbortSignal,
): Promise<number> {
  let made = 0
  while (!signal?.aborted) {
    const [[found] = []] = await database.atomic([fanOutBatch()], signal ? { signal } : {})
    const deliveries = Number(found?.deliveries ?? 0)
    meter.count('webhook_deliveries_total', {}, deliveries)
    made += deliveries
    if (Number(found?.events ?? 0) < batch || clock.monotonic() >= until) break
  }
  return made
}
