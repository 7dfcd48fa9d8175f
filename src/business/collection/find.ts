/** Find: one row in scope, from the cache that the gateway has already asked, or in one statement. */
import { sql } from 'drizzle-orm'
import { AppError } from '../../core/errors.ts'
import type { Reply } from '../../ports/endpoint.ts'
import { agedHeaders, cachedRow, readThrough, renewRow, rowKey } from '../../store/cache.ts'
import { read } from '../../store/read.ts'
import { shapes } from '../../store/shapes.ts'
import { prepare } from '../../store/statement.ts'
import type { Entity } from '../declaration.ts'
import { type Expansion, expandedColumns, renderExpanded } from '../expansion.ts'
import { render, type Stored } from '../render.ts'
import { ownerOf } from '../scope.ts'
import type { EntityCall } from './call.ts'

export function finding(entity: Entity) {
  const readRow = reading(entity)
  const readExpanded = shapes()

  /** What comes along has versions of its own: such an answer is told by a digest of itself, and is not cached. */
  async function findExpanded(call: EntityCall, id: string, expand: readonly Expansion[]): Promise<Reply> {
    const { ports, deadline, actor } = call
    const { keys } = ports.config
    const names = expand.map(({ name }) => name)
    const statement = readExpanded(names, () => rowSql(entity, expandedColumns(expand)))
    const [found] = await read(ports, statement({ id, owner: ownerOf(actor) }), { signal: deadline.signal })
    if (!found) throw new AppError('not-found')
    return { body: { ...render(entity, keys, found.row as Stored), ...renderExpanded(expand, keys, found) } }
  }

  return async function find(call: EntityCall, id: string, expand: readonly Expansion[]): Promise<Reply> {
    if (expand.length > 0) return findExpanded(call, id, expand)
    const { ports, actor } = call
    const owner = ownerOf(actor)
    const cached = entity.cache ? cachedRow(call) : undefined
    const key = rowKey(entity.table, id)
    const look = async (within: EntityCall) => {
      const row = await readRow(within, id)
      if (!row) return undefined
      const json = JSON.stringify(render(entity, ports.config.keys, row))
      return { owner, version: row.version as number, json }
    }
    if (cached) {
      if (cached.owner !== owner) throw new AppError('not-found')
      renewRow(call, key, cached, (signal) => look({ ...call, deadline: { ...call.deadline, signal } }))
      return { json: cached.json, version: cached.version, headers: agedHeaders(ports, cached) }
    }
    const row = await (entity.cache ? readThrough(call, key, () => look(call)) : look(call))
    if (!row) throw new AppError('not-found')
    return { json: row.json, version: row.version }
  }
}

const rowSql = ({ table }: Entity, more = sql``) => sql`select to_jsonb(t) as row${more}
  from ${sql.identifier(table)} t
  where t.id = ${sql.placeholder('id')}::uuid and t.owner_id = ${sql.placeholder('owner')}::uuid and t.deleted_at is null`

/** The row as it is stored, or undefined where there is none in scope. */
export function reading(entity: Entity) {
  const select = prepare(rowSql(entity))

  return async function readRow({ ports, deadline, actor }: EntityCall, id: string) {
    const [found] = await read(ports, select({ id, owner: ownerOf(actor) }), { signal: deadline.signal })
    return found?.row as Stored | undefined
  }
}

/** Several of them, in no order; those that there are. */
export function readingAll(entity: Entity) {
  const select = prepare(sql`select to_jsonb(t) as row from ${sql.identifier(entity.table)} t
    where t.id = any(array(select jsonb_array_elements_text(${sql.placeholder('ids')}::jsonb)::uuid))
      and t.owner_id = ${sql.placeholder('owner')}::uuid and t.deleted_at is null`)

  return async function readRows({ ports, deadline, actor }: EntityCall, ids: readonly string[]) {
    const found = await read(ports, select({ ids, owner: ownerOf(actor) }), { signal: deadline.signal })
    return found.map(({ row }) => row as Stored)
  }
}
