/** Replay: a delivery that is over begins anew, with all its attempts and under the same `webhook-id`. */
import { sql } from 'drizzle-orm'
import type { EntityCall } from '../business/collection/call.ts'
import { ownerOf } from '../business/scope.ts'
import { AppError } from '../core/errors.ts'
import type { Reply } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { contextOf } from '../store/context.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { deliveryJson, stateOf } from './deliveries.ts'
import { deliverSoon } from './jobs.ts'
import { postDeliveries } from './post.ts'

const { placeholder } = sql

/** The delivery's row is locked: of two who ask at once, the second finds it pending. */
const replay = gatedWrite(sql`found as (
    select d.id, e.status as endpoint, ${stateOf} as state
    from claim join webhook_endpoints e on e.id = ${placeholder('endpoint')}::uuid
      and e.owner_id = ${placeholder('owner')}::uuid and e.deleted_at is null
    join webhook_deliveries d on d.endpoint_id = e.id and d.id = ${placeholder('delivery')}::uuid
    left join outbox o on o.id = d.job_id
    for update of d),
  verdict as (
    select f.id, case when f.id is null then 404 when f.state = 'pending' or f.endpoint <> 'enabled' then 409 else 202 end as status
    from claim left join found f on true),
  posted as (${postDeliveries(sql`from verdict where status = 202`)}),
  changed as (
    update webhook_deliveries d set state = 'pending', attempts = 0, job_id = o.id
    from posted o where d.id = o.delivery
    returning d.*, audit.event(${placeholder('action')}, 'webhook_endpoints', d.endpoint_id::text, 'success',
      jsonb_build_object('delivery', d.id)) as event),
  outcome as (
    select v.status, null::int as version,
      case when d.id is null then ${refusedBody} else ${deliveryJson} end as body
    from verdict v left join changed d on true left join posted o on true)`)

/** Throws `not-found` where endpoint or delivery are not the caller's, `conflict` where it is still being tried or nobody listens. */
export async function replayDelivery(call: EntityCall, endpoint: string, delivery: string): Promise<Reply> {
  const owner = ownerOf(call.actor)
  const outcome = await replay(call.ports, {
    context: contextOf(call),
    deadline: call.deadline,
    principal: owner,
    idempotency: call.idempotency,
    values: { endpoint, delivery, owner, action: call.action },
  })
  if (outcome.status === 404) throw toldAgain(new AppError('not-found'), outcome)
  if (outcome.status === 409)
    throw toldAgain(
      new AppError('conflict', 'Only what is over is sent again, and only to an enabled endpoint.'),
      outcome,
    )
  call.later(() => deliverSoon(call.ports))
  return { body: outcome.body, replayed: outcome.replayed }
}
