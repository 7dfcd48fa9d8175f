/** Create: as every entity is created, and with a secret, which is told this once. */
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { EntityCall } from '../business/collection/call.ts'
import { inserting } from '../business/collection/create.ts'
import { render } from '../business/render.ts'
import { ownerOf } from '../business/scope.ts'
import { AppError } from '../core/errors.ts'
import type { Reply } from '../ports/endpoint.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { permit } from './permit.ts'
import { mintSecret, secretOf } from './secrets.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

/** So many may somebody have; requests that cross each other may make one more each, which are told of nothing (`fan-out`). */
export const maxEndpoints = 20

const insert = inserting(webhookEndpoints)

const owned = prepare(sql`select count(*)::int as count from webhook_endpoints
  where owner_id = ${sql.placeholder('owner')}::uuid and deleted_at is null`)

/** Throws `validation` for an address where nobody may be sent, `conflict` for one endpoint too many. */
export async function createEndpoint(
  call: EntityCall,
  sent: z.output<typeof webhookEndpoints.create>,
): Promise<Reply> {
  const { ports, deadline } = call
  permit(ports.egress, String(sent.url))
  const [found] = await read(ports, owned({ owner: ownerOf(call.actor) }), { signal: deadline.signal })
  if (Number(found?.count) >= maxEndpoints)
    throw new AppError('conflict', `There are ${maxEndpoints} endpoints already; delete one first.`)
  const { row, replayed } = await insert(call, { ...sent, status: 'enabled', secret: mintSecret() })
  const { keys } = ports.config
  return {
    body: { ...render(webhookEndpoints, keys, row), secret: secretOf(keys, row) },
    headers: { location: `/v1/${webhookEndpoints.name}/${row.id}` },
    version: row.version as number,
    secret: true,
    replayed,
  }
}
