/**
 * Where the next page begins: the rows after a given one, as conditions that an index can answer.
 *
 * A row comparison `(a, id) > (x, y)` is one index range, whatever the page; it is used wherever all keys go one
 * way and cannot be null. A missing value sorts as the greatest, as in Postgres and its indexes: last when
 * ascending, first when descending. Rows with and without a value of the first key are then two ranges.
 */
import { type SQL, sql } from 'drizzle-orm'
import { sqlTypes } from './fields.ts'
import type { SortKey } from './query.ts'

/** A sort key with the placeholder of the last row's value, which may be known to be null. */
interface Mark extends SortKey {
  readonly value: SQL
  readonly isNull: boolean
}

/** The same rows from the other end. */
export const turned = (order: readonly SortKey[]): readonly SortKey[] =>
  order.map((key) => ({ ...key, descending: !key.descending }))

export function orderBy(order: readonly SortKey[]): SQL {
  const terms = order.map(
    ({ field, descending }) => sql`t.${sql.identifier(field.column)}${sql.raw(descending ? ' desc' : '')}`,
  )
  return sql.join(terms, sql`, `)
}

/** Disjoint conditions that together hold for exactly the rows after the marked one. */
export function rangesAfter(order: readonly SortKey[], nulls: readonly boolean[]): SQL[] {
  const marks = order.map((key, at) => ({
    ...key,
    value: sql`${sql.placeholder(`after${at}`)}${sql.raw(`::${sqlTypes[key.field.type]}`)}`,
    isNull: nulls[at] === true,
  }))
  return rangesOf(marks)
}

function rangesOf(marks: readonly Mark[]): SQL[] {
  const [first, ...rest] = marks
  if (!first) return []
  if (!first.field.nullable) return [within(marks)]
  const column = columnOf(first)
  if (first.isNull) {
    const others = rangesOf(rest).map((range) => sql`${column} is null and ${range}`)
    return first.descending ? [...others, sql`${column} is not null`] : others
  }
  return first.descending ? [within(marks)] : [within(marks), sql`${column} is null`]
}

/** After the mark, among the rows that have a value of the first key; the mark has one. */
function within(marks: readonly Mark[]): SQL {
  const [first, ...rest] = marks
  if (!first) return sql`false`
  const oneWay = marks.every(({ descending }) => descending === first.descending)
  if (oneWay && rest.every(({ field }) => !field.nullable)) {
    return sql`(${joined(marks.map(columnOf))}) ${sign(first)} (${joined(marks.map(({ value }) => value))})`
  }
  const cases = marks.map((mark, at) => sql.join([...marks.slice(0, at).map(same), after(mark)], sql` and `))
  const anyCase = sql`(${sql.join(
    cases.map((one) => sql`(${one})`),
    sql` or `,
  )})`
  // Says nothing new, but gives the index a place to begin.
  return sql`${columnOf(first)} ${sign(first)}= ${first.value} and ${anyCase}`
}

const columnOf = ({ field }: SortKey) => sql`t.${sql.identifier(field.column)}`
const sign = ({ descending }: SortKey) => sql.raw(descending ? '<' : '>')
const joined = (parts: readonly SQL[]) => sql.join([...parts], sql`, `)

function same(mark: Mark): SQL {
  return mark.isNull ? sql`${columnOf(mark)} is null` : sql`${columnOf(mark)} = ${mark.value}`
}

function after(mark: Mark): SQL {
  const column = columnOf(mark)
  if (mark.isNull) return mark.descending ? sql`${column} is not null` : sql`false`
  const beyond = sql`${column} ${sign(mark)} ${mark.value}`
  return mark.field.nullable && !mark.descending ? sql`(${beyond} or ${column} is null)` : beyond
}
