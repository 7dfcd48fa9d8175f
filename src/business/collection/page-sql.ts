/** The statement of one page: rows in scope that pass the filters, in an order, after a mark. */
import { type SQL, sql } from 'drizzle-orm'
import type { KeyRing } from '../../core/keys.ts'
import type { Statement } from '../../ports/database.ts'
import type { CursorValue } from '../../store/cursor.ts'
import type { Entity } from '../declaration.ts'
import type { Filter } from '../filters.ts'
import { orderBy, rangesAfter } from '../keyset.ts'
import type { SortKey } from '../query.ts'
import { shapes } from './shapes.ts'

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

/** Each row of the answer is one row of the entity, as `row`. */
export function paging(entity: Entity) {
  const statementOf = shapes()

  return function page(asked: PageAsked, keys: KeyRing): Statement {
    const { order, filters, mark } = asked
    const nulls = mark?.map((value) => value === null)
    const shape = [orderNames(order), filters.map(({ name }) => name), nulls]
    const statement = statementOf(shape, () => pageSql(entity, { order, filters }, nulls))
    return statement(pageValues(asked, keys))
  }
}

/** The order in its one spelling: `-createdAt,id`. */
export const orderNames = (order: readonly SortKey[]) =>
  order.map(({ field, descending }) => (descending ? `-${field.name}` : field.name))

/** What stands for the placeholders of a page. */
export function pageValues({ owner, filters, mark = [], count }: PageAsked, keys: KeyRing) {
  return {
    owner,
    count,
    ...Object.fromEntries(mark.map((value, at) => [`after${at}`, value])),
    ...Object.fromEntries(
      filters.map(({ operator, text }, at) => [`filter${at}`, operator.value(text, keys)]),
    ),
  }
}

/** Rows that are the owner's, not removed, and as was asked. */
export function conditionsOf(filters: readonly Filter[]): readonly SQL[] {
  const scope = sql`t.owner_id = ${sql.placeholder('owner')}::uuid and t.deleted_at is null`
  const asked = filters.map(({ field, operator }, at) =>
    operator.compile(sql`t.${sql.identifier(field.column)}`, sql`${sql.placeholder(`filter${at}`)}`),
  )
  return [scope, ...asked]
}

function pageSql(entity: Entity, { order, filters }: Question, nulls: readonly boolean[] | undefined): SQL {
  const table = sql.identifier(entity.table)
  const page = sql`order by ${orderBy(order)} limit ${sql.placeholder('count')}::int`
  const ranges = nulls ? rangesAfter(order, nulls) : [sql`true`]
  const [one, ...more] = ranges.map((range) => sql.join([...conditionsOf(filters), range], sql` and `))
  if (more.length === 0) return sql`select to_jsonb(t) as row from ${table} t where ${one} ${page}`
  const parts = [one, ...more].map((where) => sql`(select t.* from ${table} t where ${where} ${page})`)
  return sql`select to_jsonb(t) as row from (${sql.join(parts, sql` union all `)}) t ${page}`
}
