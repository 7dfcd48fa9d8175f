/** Remove: softly. The row stays, nobody finds it any more. */
import { sql } from 'drizzle-orm'
import type { Reply } from '../../ports/endpoint.ts'
import type { Entity } from '../declaration.ts'
import { rowOf } from '../outcome.ts'
import type { EntityCall } from './call.ts'
import { changeOf, send } from './change.ts'

export function removal(entity: Entity) {
  const write = changeOf(entity, {
    success: 204,
    event: 'deleted',
    allowed: entity.editable?.when,
    set: sql`deleted_at = clock_timestamp()`,
  })

  return async function remove(call: EntityCall, id: string): Promise<Reply> {
    const result = await send(write, call, { id })
    rowOf(result, entity.editable?.refusal)
    return { status: 204, replayed: result.replayed }
  }
}
