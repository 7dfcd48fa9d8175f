/** Create: as every entity is created, and with a secret, which is told this once. */
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { EntityCall } from '../business/collection/call.ts'
import { inserting } from '../business/collection/create.ts'
import { render } from '../business/render.ts'
import type { Reply } from '../ports/endpoint.ts'
import { permit } from './permit.ts'
import { mintSecret, secretOf } from './secrets.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

/** So many may somebody have; requests that cross each other may make one more each, which are told of nothing (`fan-out`). */
export const maxEndpoints = 20

/** Counted by the statement that inserts, so that whoever asks again for the last one is told of it. */
const insert = inserting(webhookEndpoints, {
  allowed: sql`(select count(*) from webhook_endpoints e
    where e.owner_id = j.owner_id and e.deleted_at is null) < ${sql.raw(String(maxEndpoints))}`,
  refusal: `There are ${maxEndpoints} endpoints already; delete one first.`,
})

/** Throws `validation` for an address where nobody may be sent, `conflict` for one endpoint too many. */
export async function createEndpoint(
  call: EntityCall,
  sent: z.output<typeof webhookEndpoints.create>,
): Promise<Reply> {
  const { ports } = call
  permit(ports.egress, String(sent.url))
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
