/** The work of a delivery, as it waits in the outbox: a reference, and nothing of what is sent. */
import { type SQL, sql } from 'drizzle-orm'

export const deliveryTopic = 'webhook'

/** `schedule` says when a delivery is dead; failures of ours, which only the outbox counts, come on top of its attempts. */
const maxClaims = 30

/** A CTE's body that posts a job for the `id` of each row of `from`, and returns jobs as `o`, with their `delivery`. */
export const postDeliveries = (from: SQL): SQL => sql`insert into outbox (topic, payload, max_attempts)
  select ${sql.raw(`'${deliveryTopic}'`)}, jsonb_build_object('delivery', id), ${sql.raw(String(maxClaims))} ${from}
  returning *, (payload->>'delivery')::uuid as delivery`
