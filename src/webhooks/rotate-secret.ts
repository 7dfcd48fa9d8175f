/** Rotate: a new secret, told this once. The old one signs as well for a day, so that the receiver can change over at its leisure. */
import { sql } from 'drizzle-orm'
import type { EntityCall } from '../business/collection/call.ts'
import { changeOf, send } from '../business/collection/change.ts'
import { rowOf } from '../business/outcome.ts'
import { recordOf } from '../business/record.ts'
import { render } from '../business/render.ts'
import { ownerOf } from '../business/scope.ts'
import type { Reply } from '../ports/endpoint.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { mintSecret, openSecret, secretOf } from './secrets.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

const current = prepare(sql`select secret from webhook_endpoints
  where id = ${sql.placeholder('id')}::uuid and owner_id = ${sql.placeholder('owner')}::uuid and deleted_at is null`)

/**
 * The old secret is sealed anew for its new place, so it is read first, and the write holds only while it still stands. What was
 * replaced within the last day is replaced for good: two secrets sign, never three.
 */
const rotation = changeOf(webhookEndpoints, {
  success: 200,
  event: 'rotated',
  allowed: sql`c.secret = g.data->>'was'`,
  set: sql`secret = g.data->>'secret', previous_secret = g.data->>'previous_secret',
    previous_secret_until = clock_timestamp() + interval '24 hours'`,
})

/** Throws `not-found` where it is not the caller's, `conflict` where somebody else does the same at the same moment. */
export async function rotateSecret(call: EntityCall, id: string): Promise<Reply> {
  const { ports, deadline, actor } = call
  const { keys } = ports.config
  const [found] = await read(ports, current({ id, owner: ownerOf(actor) }), { signal: deadline.signal })
  const was = found && String(found.secret)
  const previousSecret = was === undefined ? null : openSecret(keys, id, 'secret', was)
  const data = { ...recordOf(webhookEndpoints, keys, id, { secret: mintSecret(), previousSecret }), was }
  const outcome = await send(rotation, call, { id, data })
  const row = rowOf(outcome, 'Its secret was changed at the same moment.')
  return {
    body: { ...render(webhookEndpoints, keys, row), secret: secretOf(keys, row) },
    version: row.version as number,
    secret: true,
    replayed: outcome.replayed,
  }
}
