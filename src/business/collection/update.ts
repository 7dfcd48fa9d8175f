/** Update: what is sent is set, null clears, the rest stays (RFC 7396). Only on the version that the caller has read. */
import { sql } from 'drizzle-orm'
import type { Reply } from '../../ports/endpoint.ts'
import type { Entity } from '../declaration.ts'
import { rowOf } from '../outcome.ts'
import { recordOf, writableColumns } from '../record.ts'
import { render } from '../render.ts'
import type { Data, EntityCall } from './call.ts'
import { assigned, changeOf, send } from './change.ts'
import { merging } from './merge.ts'

export function updating(entity: Entity) {
  const merge = merging(entity)
  const write = changeOf(entity, {
    success: 200,
    event: 'updated',
    allowed: entity.editable?.when,
    references: true,
    set: assigned(writableColumns(entity), sql`g.data`),
    from: sql`cross join lateral jsonb_populate_record(null::${sql.identifier(entity.table)}, g.data) p`,
  })

  return async function update(call: EntityCall, id: string, sent: Data): Promise<Reply> {
    const { keys } = call.ports.config
    const { call: asked, data } = await merge(call, id, sent)
    const result = await send(write, asked, { id, data: recordOf(entity, keys, id, data) })
    const row = rowOf(result, entity.editable?.refusal)
    return { body: render(entity, keys, row), version: row.version as number, replayed: result.replayed }
  }
}
