/** The delivery log of an endpoint, newest first: what was sent, how often, what came of it, and what comes next. */
import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { rfc3339 } from '../auth/shapes.ts'
import type { EntityCall } from '../business/collection/call.ts'
import { ownerOf } from '../business/scope.ts'
import { AppError } from '../core/errors.ts'
import type { Reply } from '../ports/endpoint.ts'
import { newestFirst } from '../store/page.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { deliveryStates } from './tables.ts'

const moment = z.iso.datetime({ precision: 3 })

export const deliveryShape = z.strictObject({
  id: z.uuid().describe('The `webhook-id` of every attempt.'),
  type: z.string(),
  entity: z.string(),
  entityId: z.uuid(),
  version: z.int(),
  state: z.enum(deliveryStates),
  attempts: z.int(),
  lastStatus: z.int().nullable().describe('What the receiver answered with; null where it did not.'),
  lastError: z
    .string()
    .nullable()
    .describe('`status`, `time`, `unreachable`, `refused` (a private address) or `endpoint-disabled`.'),
  occurredAt: moment,
  createdAt: moment,
  lastAttemptAt: moment.nullable(),
  nextAttemptAt: moment.nullable(),
})

/** Of a delivery `d` and its job `o`: one whose job died under its worker is dead, whatever it was told. */
export const stateOf = sql`case when d.state = 'pending' and o.dead_at is not null then 'dead' else d.state end`

/** `deliveryShape` from `d` and `o`. */
export const deliveryJson: SQL = sql`jsonb_build_object('id', d.id, 'type', d.type, 'entity', d.entity,
  'entityId', d.entity_id, 'version', d.version, 'state', ${stateOf}, 'attempts', d.attempts,
  'lastStatus', d.last_status, 'lastError', d.last_error, 'occurredAt', ${rfc3339(sql`d.occurred_at`)},
  'createdAt', ${rfc3339(sql`d.created_at`)}, 'lastAttemptAt', ${rfc3339(sql`d.last_attempt_at`)},
  'nextAttemptAt', case when d.state = 'pending' and o.dead_at is null then ${rfc3339(sql`o.run_at`)} end)`

const { placeholder } = sql

/** One row at least where the endpoint is the owner's, so that nobody need ask twice. */
const page = prepare(sql`select l.delivery, l.id::text as id from webhook_endpoints e
  left join lateral (
    select d.id, ${deliveryJson} as delivery from webhook_deliveries d left join outbox o on o.id = d.job_id
    where d.endpoint_id = e.id and d.id < coalesce(${placeholder('before')}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    order by d.id desc limit ${placeholder('count')}::int) l on true
  where e.id = ${placeholder('id')}::uuid and e.owner_id = ${placeholder('owner')}::uuid and e.deleted_at is null
  order by l.id desc`)

interface Listed {
  readonly id: string
  readonly delivery: unknown
}

interface Page {
  readonly limit: number
  readonly cursor: string | undefined
}

/** Throws `not-found` where the endpoint is not the caller's. */
export async function listDeliveries(call: EntityCall, id: string, asked: Page): Promise<Reply> {
  const owner = ownerOf(call.actor)
  return newestFirst<Listed>(call, {
    ...asked,
    about: ['webhook-deliveries', owner, id],
    async find(before, count) {
      const { ports, deadline } = call
      const found = await read(ports, page({ id, owner, before, count }), { signal: deadline.signal })
      if (found.length === 0) throw new AppError('not-found')
      return found.filter((row) => row.id !== null) as unknown as readonly Listed[]
    },
    show: ({ delivery }) => delivery,
  })
}
