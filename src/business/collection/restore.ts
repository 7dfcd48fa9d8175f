/** Restore: what was removed is found again, as it was. */
import { sql } from 'drizzle-orm'
import type { Reply } from '../../ports/endpoint.ts'
import type { Entity } from '../declaration.ts'
import { rowOf } from '../outcome.ts'
import { render } from '../render.ts'
import type { EntityCall } from './call.ts'
import { changeOf, send } from './change.ts'

export function restoration(entity: Entity) {
  const write = changeOf(entity, {
    success: 200,
    event: 'restored',
    removed: true,
    allowed: sql`c.deleted_at is not null`,
    set: sql`deleted_at = null`,
  })

  return async function restore(call: EntityCall, id: string): Promise<Reply> {
    const result = await send(write, call, { id })
    const row = rowOf(result, 'It is not deleted.')
    const body = render(entity, call.ports.config.keys, row)
    return { body, version: row.version as number, replayed: result.replayed }
  }
}
