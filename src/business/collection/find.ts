/** Find: one row in scope, from the cache that the gateway has already asked, or in one statement. */
import { sql } from 'drizzle-orm'
import { AppError } from '../../core/errors.ts'
import type { Reply } from '../../ports/endpoint.ts'
import { cachedRow, fillRow, rowKey } from '../../store/cache.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import type { Entity } from '../declaration.ts'
import { render, type Stored } from '../render.ts'
import { ownerOf, owns } from '../scope.ts'
import type { EntityCall } from './call.ts'

export function finding(entity: Entity) {
  const select = prepare(sql`select to_jsonb(t) as row from ${sql.identifier(entity.table)} t
    where t.id = ${sql.placeholder('id')}::uuid and t.owner_id = ${sql.placeholder('owner')}::uuid
      and t.deleted_at is null`)

  async function fetch(call: EntityCall, id: string): Promise<Stored | undefined> {
    const { ports, deadline, actor } = call
    const began = ports.clock.now()
    const [found] = await read(ports, select({ id, owner: ownerOf(actor) }), { signal: deadline.signal })
    const row = found?.row as Stored | undefined
    if (row && entity.cache) fillRow(call, rowKey(entity.table, id), row, began)
    return row
  }

  return async function find(call: EntityCall, id: string): Promise<Reply> {
    const cached = entity.cache ? cachedRow(call) : undefined
    const row = cached ? (owns(call.actor, cached) ? cached : undefined) : await fetch(call, id)
    if (!row) throw new AppError('not-found')
    return { body: render(entity, call.ports.config.keys, row), version: row.version as number }
  }
}
