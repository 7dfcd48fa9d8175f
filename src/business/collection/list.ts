/** List: one page of the rows in scope, filtered and sorted, at a cost that does not grow with the table. */
import type { Reply } from '../../ports/endpoint.ts'
import { type CursorValue, openCursor, sealCursor } from '../../store/cursor.ts'
import { nextLink } from '../../store/page.ts'
import { read } from '../../store/read.ts'
import type { Entity } from '../declaration.ts'
import type { ListQuery } from '../query.ts'
import { render, type Stored } from '../render.ts'
import { ownerOf } from '../scope.ts'
import type { EntityCall } from './call.ts'
import { orderNames, paging } from './page-sql.ts'

export function listing(entity: Entity) {
  const page = paging(entity)

  return async function list(call: EntityCall, query: ListQuery): Promise<Reply> {
    const { ports, deadline, target } = call
    const { keys } = ports.config
    const owner = ownerOf(call.actor)
    const about = JSON.stringify([
      entity.name,
      owner,
      orderNames(query.order),
      query.filters.map(({ name, text }) => [name, text]),
    ])
    const mark = query.cursor === undefined ? undefined : openCursor(keys.cursor, about, query.cursor)

    const { order, filters } = query
    const statement = page({ owner, order, filters, mark, count: query.limit + 1 }, keys)
    const found = await read(ports, statement, { signal: deadline.signal })
    const rows = found.slice(0, query.limit).map(({ row }) => row as Stored)
    const last = found.length > query.limit ? rows.at(-1) : undefined
    const nextCursor = last
      ? sealCursor(
          keys.cursor,
          about,
          order.map(({ field }) => last[field.column] as CursorValue),
        )
      : null
    return {
      body: {
        data: rows.map((row) => render(entity, keys, row, query.only)),
        page: { nextCursor, hasMore: nextCursor !== null },
      },
      headers: nextLink(target, nextCursor),
    }
  }
}
