/**
 * The statement of one page: rows in scope that pass the filters, in an order, after a mark.
 * It is compiled once for each shape of question; shapes are many, so only the latest are remembered.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { KeyRing } from '../../core/keys.ts'
import type { Statement } from '../../ports/database.ts'
import type { CursorValue } from '../../store/cursor.ts'
import { type Prepared, prepare } from '../../store/statement.ts'
import type { Entity } from '../declaration.ts'
import type { Filter } from '../filters.ts'
import { orderBy, rangesAfter } from '../keyset.ts'
import type { SortKey } from '../query.ts'

/** What decides which statement it takes. */
export interface Question {
  readonly order: readonly SortKey[]
  readonly filters: readonly Filter[]
}

export interface PageAsked extends Question {
  readonly owner: string
  /** What the last row before it holds of each key of the order; undefined = from the beginning. */
  readonly mark: readonly CursorValue[] | undefined
  readonly count: number
}

const maxShapes = 256

/** Each row of the answer is one row of the entity, as `row`. */
export function paging(entity: Entity) {
  const shapes = new Map<string, Prepared>()

  /** The statement for a question of this shape; the least recently asked is forgotten first. */
  function statementFor(question: Question, nulls: readonly boolean[] | undefined): Prepared {
    const names = question.filters.map(({ name }) => name)
    const shape = JSON.stringify([orderNames(question.order), names, nulls])
    const statement = shapes.get(shape) ?? prepare(pageSql(entity, question, nulls))
    shapes.delete(shape)
    shapes.set(shape, statement)
    const oldest = shapes.keys().next().value
    if (shapes.size > maxShapes && oldest !== undefined) shapes.delete(oldest)
    return statement
  }

  return function page({ owner, mark, count, ...question }: PageAsked, keys: KeyRing): Statement {
    const statement = statementFor(
      question,
      mark?.map((value) => value === null),
    )
    return statement({ owner, count, ...markValues(mark), ...filterValues(question.filters, keys) })
  }
}

/** The order in its one spelling: `-createdAt,id`. */
export const orderNames = (order: readonly SortKey[]) =>
  order.map(({ field, descending }) => (descending ? `-${field.name}` : field.name))

const markValues = (mark: PageAsked['mark'] = []) =>
  Object.fromEntries(mark.map((value, at) => [`after${at}`, value]))

const filterValues = (filters: readonly Filter[], keys: KeyRing) =>
  Object.fromEntries(filters.map(({ operator, text }, at) => [`filter${at}`, operator.value(text, keys)]))

function pageSql(entity: Entity, { order, filters }: Question, nulls: readonly boolean[] | undefined): SQL {
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
