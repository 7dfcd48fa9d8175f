/** The statement of one page: rows in scope that pass the filters, in an order, after a mark. */
import { type SQL, sql } from 'drizzle-orm'
import type { KeyRing } from '../../core/keys.ts'
import type { Statement } from '../../ports/database.ts'
import type { CursorValue } from '../../store/cursor.ts'
import { shapes } from '../../store/shapes.ts'
import type { Entity } from '../declaration.ts'
import { type Expansion, expandedColumns } from '../expansion.ts'
import type { Filter } from '../filters.ts'
import { orderBy, rangesAfter } from '../keyset.ts'
import type { SortKey } from '../query.ts'

/** What decides which statement it takes. */
export interface Question {
  readonly order: readonly SortKey[]
  readonly filters: readonly Filter[]
  /** The references whose rows come along. */
  readonly expand: readonly Expansion[]
}

export interface PageAsked extends Question {
  readonly owner: string
  /** What the last row before it holds of each key of the order; undefined = from the beginning. */
  readonly mark: readonly CursorValue[] | undefined
  readonly count: number
}

/** Each row of the answer is one row of the entity, as `row`, and beside it the row of each expansion, by its name. */
export function paging(entity: Entity) {
  const statementOf = shapes()

  return function page(asked: PageAsked, keys: KeyRing): Statement {
    const { order, filters, expand, mark } = asked
    const nulls = mark?.map((value) => value === null)
    const shape = [orderNames(order), filters.map(({ name }) => name), expand.map(({ name }) => name), nulls]
    const statement = statementOf(shape, () => pageSql(entity, { order, filters, expand }, nulls))
    return statement(pageValues(asked, keys))
  }
}

/** The order in its one spelling: `-createdAt,id`. */
export const orderNames = (order: readonly SortKey[]) =>
  order.map(({ field, descending }) => (descending ? `-${field.name}` : field.name))

/** What stands for the placeholders of a page. */
export function pageValues(
  { owner, filters, mark = [], count }: Omit<PageAsked, 'order' | 'expand'>,
  keys: KeyRing,
) {
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
    operator.compile(sql`t.${sql.identifier(field?.column ?? 'id')}`, sql`${sql.placeholder(`filter${at}`)}`),
  )
  return [scope, ...asked]
}

function pageSql(
  entity: Entity,
  { order, filters, expand }: Question,
  nulls: readonly boolean[] | undefined,
): SQL {
  const table = sql.identifier(entity.table)
  const page = sql`order by ${orderBy(order)} limit ${sql.placeholder('count')}::int`
  const ranges = nulls ? rangesAfter(order, nulls) : [sql`true`]
  const [one, ...more] = ranges.map((range) => sql.join([...conditionsOf(filters), range], sql` and `))
  const told = sql`to_jsonb(t) as row${expandedColumns(expand)}`
  if (more.length === 0) return sql`select ${told} from ${table} t where ${one} ${page}`
  const parts = [one, ...more].map((where) => sql`(select t.* from ${table} t where ${where} ${page})`)
  return sql`select ${told} from (${sql.join(parts, sql` union all `)}) t ${page}`
}

/** How many there are in all: every one is counted. */
export function counting(entity: Entity) {
  const statementOf = shapes()
  return (
    asked: { readonly owner: string; readonly filters: readonly Filter[] },
    keys: KeyRing,
  ): Statement => {
    const conditions = sql.join([...conditionsOf(asked.filters)], sql` and `)
    const select = () =>
      sql`select count(*)::int as total from ${sql.identifier(entity.table)} t where ${conditions}`
    const shape = asked.filters.map(({ name }) => name)
    return statementOf(shape, select)(pageValues({ ...asked, mark: undefined, count: 0 }, keys))
  }
}
