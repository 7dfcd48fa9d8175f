/** List: one page of the rows in scope, filtered and sorted, at a cost that does not grow with the table. */
import type { Reply } from '../../ports/endpoint.ts'
import { type CursorValue, openCursor, sealCursor } from '../../store/cursor.ts'
import { nextLink } from '../../store/page.ts'
import { read, readTogether } from '../../store/read.ts'
import type { Entity } from '../declaration.ts'
import { renderExpanded } from '../expansion.ts'
import { turned } from '../keyset.ts'
import type { ListQuery } from '../query.ts'
import { render, type Stored } from '../render.ts'
import { ownerOf } from '../scope.ts'
import type { EntityCall } from './call.ts'
import { counting, orderNames, paging } from './page-sql.ts'

/** A cursor leads to the rows after the one it names, or to those before. */
type Direction = 'after' | 'before'

export function listing(entity: Entity) {
  const page = paging(entity)
  const count = counting(entity)

  return async function list(call: EntityCall, query: ListQuery): Promise<Reply> {
    const { ports, target } = call
    const { keys } = ports.config
    const { order, filters, expand } = query
    const owner = ownerOf(call.actor)
    const asked = filters.map(({ name, text }) => [name, text])
    const about = JSON.stringify([entity.name, owner, orderNames(order), asked])
    const [direction, ...mark] =
      query.cursor === undefined ? [] : openCursor(keys.cursor, about, query.cursor)

    const backwards = direction === 'before'
    const statement = page(
      {
        owner,
        filters,
        expand,
        order: backwards ? turned(order) : order,
        count: query.limit + 1,
        mark: direction ? mark : undefined,
      },
      keys,
    )
    const exact = call.preferences.includes('count=exact') ? count({ owner, filters }, keys) : undefined
    const [found, total] = await ask(call, statement, exact)

    const more = found.length > query.limit
    const rows = found.slice(0, query.limit)
    if (backwards) rows.reverse()
    const cursorAt = (direction: Direction, row: (typeof rows)[number] | undefined) =>
      row
        ? sealCursor(keys.cursor, about, [
            direction,
            ...order.map(({ field }) => (row.row as Stored)[field.column] as CursorValue),
          ])
        : null
    const nextCursor = backwards || more ? cursorAt('after', rows.at(-1)) : null
    const prevCursor = direction === undefined || (backwards && !more) ? null : cursorAt('before', rows[0])
    return {
      body: {
        data: rows.map((one) => ({
          ...render(entity, keys, one.row as Stored, query.only),
          ...renderExpanded(expand, keys, one),
        })),
        page: { nextCursor, prevCursor, hasMore: nextCursor !== null, ...(total !== undefined && { total }) },
      },
      headers: nextLink(target, nextCursor),
    }
  }
}

type Statement = Parameters<typeof read>[1]

/** The page, and how many there are where that was asked: one trip either way, and both of one moment. */
async function ask({ ports, deadline }: EntityCall, page: Statement, count: Statement | undefined) {
  const { signal } = deadline
  if (!count) return [await read(ports, page, { signal }), undefined] as const
  const options = { signal, readOnly: true, isolation: 'repeatable read' as const }
  const [rows = [], [counted] = []] = await readTogether(ports, [page, count], options)
  return [rows, counted?.total as number] as const
}
