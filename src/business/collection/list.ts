/**
 * List: one page of the rows in scope, filtered and sorted, at a cost that does not grow with the table.
 * A statement is compiled once for each shape of question; shapes are many, so only the latest are remembered.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Reply } from '../../ports/endpoint.ts'
import { type CursorValue, openCursor, sealCursor } from '../../store/cursor.ts'
import { nextLink } from '../../store/page.ts'
import { read } from '../../store/read.ts'
import { type Prepared, prepare } from '../../store/statement.ts'
import type { Entity } from '../declaration.ts'
import { orderBy, rangesAfter } from '../keyset.ts'
import type { ListQuery } from '../query.ts'
import { render, type Stored } from '../render.ts'
import { ownerOf } from '../scope.ts'
import type { EntityCall } from './call.ts'

const maxShapes = 256

export function listing(entity: Entity) {
  const shapes = new Map<string, Prepared>()

  /** The statement for a question of this shape; the least recently asked is forgotten first. */
  function statementFor(query: ListQuery, nulls: readonly boolean[] | undefined): Prepared {
    const shape = JSON.stringify([orderNames(query), query.filters.map(({ name }) => name), nulls])
    const statement = shapes.get(shape) ?? prepare(pageSql(entity, query, nulls))
    shapes.delete(shape)
    shapes.set(shape, statement)
    const oldest = shapes.keys().next().value
    if (shapes.size > maxShapes && oldest !== undefined) shapes.delete(oldest)
    return statement
  }

  return async function list(call: EntityCall, query: ListQuery): Promise<Reply> {
    const { ports, deadline, target } = call
    const { keys } = ports.config
    const owner = ownerOf(call.actor)
    const about = JSON.stringify([
      entity.name,
      owner,
      orderNames(query),
      query.filters.map(({ name, text }) => [name, text]),
    ])
    const mark = query.cursor === undefined ? undefined : openCursor(keys.cursor, about, query.cursor)

    const statement = statementFor(
      query,
      mark?.map((value) => value === null),
    )
    const values = {
      owner,
      count: query.limit + 1,
      ...Object.fromEntries((mark ?? []).map((value, at) => [`after${at}`, value])),
      ...Object.fromEntries(
        query.filters.map((filter, at) => [`filter${at}`, filter.operator.value(filter.text, keys)]),
      ),
    }
    const found = await read(ports, statement(values), { signal: deadline.signal })
    const rows = found.slice(0, query.limit).map(({ row }) => row as Stored)
    const last = found.length > query.limit ? rows.at(-1) : undefined
    const nextCursor = last
      ? sealCursor(
          keys.cursor,
          about,
          query.order.map(({ field }) => last[field.column] as CursorValue),
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

/** The order in its one spelling: `-createdAt,id`. */
const orderNames = ({ order }: ListQuery) =>
  order.map(({ field, descending }) => (descending ? `-${field.name}` : field.name))

function pageSql(entity: Entity, { order, filters }: ListQuery, nulls: readonly boolean[] | undefined): SQL {
  const table = sql.identifier(entity.table)
  const scope = sql`t.owner_id = ${sql.placeholder('owner')}::uuid and t.deleted_at is null`
  const asked = filters.map(({ field, operator }, at) =>
    operator.compile(sql`t.${sql.identifier(field.column)}`, sql`${sql.placeholder(`filter${at}`)}`),
  )
  const page = sql`order by ${orderBy(order)} limit ${sql.placeholder('count')}::int`
  const ranges = nulls ? rangesAfter(order, nulls) : [sql`true`]
  const [one, ...more] = ranges.map((range) => sql.join([scope, ...asked, range], sql` and `))
  if (more.length === 0) return sql`select to_jsonb(t) as row from ${table} t where ${one} ${page}`
  const parts = [one, ...more].map((where) => sql`(select t.* from ${table} t where ${where} ${page})`)
  return sql`select to_jsonb(t) as row from (${sql.join(parts, sql` union all `)}) t ${page}`
}
