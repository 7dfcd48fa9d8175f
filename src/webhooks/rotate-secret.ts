/** Rotate: a new secret, told this once. The old one signs as well for a day, so that the receiver can change over at its leisure. */
import { sql } from 'drizzle-orm'
import type { EntityCall } from '../business/collection/call.ts'
import { changeOf, send } from '../business/collection/change.ts'
import { rowOf } from '../business/outcome.ts'
import { recordOf } from '../business/record.ts'
import { render } from '../business/render.ts'
import type { Reply } from '../ports/endpoint.ts'
import { mintSecret, secretOf } from './secrets.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

/** What was replaced within the last day is replaced for good: two secrets sign, never three. */
const rotation = changeOf(webhookEndpoints, {
  success: 200,
  event: 'rotated',
  set: sql`secret = g.data->>'secret', previous_secret = t.secret,
    previous_secret_until = clock_timestamp() + interval '24 hours'`,
})

export async function rotateSecret(call: EntityCall, id: string): Promise<Reply> {
  const { keys } = call.ports.config
  const data = recordOf(webhookEndpoints, keys, id, { secret: mintSecret() })
  const outcome = await send(rotation, call, { id, data })
  const row = rowOf(outcome)
  return {
    body: { ...render(webhookEndpoints, keys, row), secret: secretOf(keys, row) },
    version: row.version as number,
    secret: true,
    replayed: outcome.replayed,
  }
}
