/**
 * Where values rest that were sealed with the `field` keys, so that every one of them can be found again when a key has
 * to go. What is sealed and stands in no such list stays under its old key, and a test fails (test/entities/sealed).
 */
import { type SQL, sql } from 'drizzle-orm'
import { type Prepared, prepare } from './statement.ts'

export interface Sealed {
  readonly table: string
  /** Its primary key; the row's part of a value's place is these, with a blank between. */
  readonly key: readonly KeyColumn[]
  readonly values: readonly SealedValue[]
}

export interface KeyColumn {
  readonly column: string
  readonly type: 'uuid' | 'text'
}

export interface SealedValue {
  readonly column: string
  /** Where the column is a JSON document: the member of it that is sealed. */
  readonly member?: string
  /** Where it can be looked up: the column of its blind index, and from the text that was sealed the text that is looked for. */
  readonly lookup?: { readonly column: string; readonly of: (text: string) => string }
}

/** A row as it is read: its key, and of each value the sealed text and its blind index. */
export interface SealedRow {
  readonly key: readonly string[]
  readonly values: readonly (string | null)[]
  readonly indexes: readonly (string | null)[]
}

/** What a row held and what it is to hold; a value that stays is the same in both. */
export interface Swap {
  readonly row: SealedRow
  readonly values: readonly (string | null)[]
  readonly indexes: readonly (string | null)[]
}

/** Before the first of all keys. */
export const start = ({ key }: Sealed): readonly string[] =>
  key.map(({ type }) => (type === 'uuid' ? '00000000-0000-0000-0000-000000000000' : ''))

const { placeholder } = sql
const numbered = (letter: string, at: number) => sql.raw(`${letter}${at}`)
const column = (name: string) => sql`t.${sql.identifier(name)}`
const held = (value: SealedValue): SQL =>
  value.member === undefined ? column(value.column) : sql`${column(value.column)}->>${text(value.member)}`
const text = (constant: string) => sql.raw(`'${constant.replaceAll("'", "''")}'`)
const list = (parts: readonly SQL[]) => sql.join([...parts], sql`, `)

/** So many rows after a key, in its order: `k0…`, `v0…`, `i0…`. */
export function pageAfter({ table, key, values }: Sealed): Prepared {
  const keys = list(key.map((each) => column(each.column)))
  const after = key.map(({ type }, at) => sql`${placeholder(`k${at}`)}::${sql.raw(type)}`)
  return prepare(sql`select ${list([
    ...key.map((each, at) => sql`${column(each.column)}::text as ${numbered('k', at)}`),
    ...values.map((value, at) => sql`${held(value)} as ${numbered('v', at)}`),
    ...values.flatMap(({ lookup }, at) =>
      lookup ? [sql`${column(lookup.column)} as ${numbered('i', at)}`] : [],
    ),
  ])} from ${sql.identifier(table)} t
    where (${keys}) > (${list(after)}) order by ${keys} limit ${placeholder('count')}::int`)
}

/**
 * Puts the new values where the old ones still stand, and counts the rows as `swapped`. It waits for nobody: a row that
 * somebody else holds is left for the next round, so it can be part of no deadlock. Neither version nor times move: what a
 * client sees is the same.
 */
export function swapping({ table, key, values }: Sealed): Prepared {
  const given = list([
    ...key.map(({ type }, at) => sql`${numbered('k', at)} ${sql.raw(type)}`),
    ...values.flatMap((_, at) => [sql`${numbered('o', at)} text`, sql`${numbered('n', at)} text`]),
    ...values.flatMap(({ lookup }, at) => (lookup ? [sql`${numbered('i', at)} text`] : [])),
  ])
  const named = key.map((each, at) => sql`${column(each.column)} = g.${numbered('k', at)}`)
  const unchanged = values.map((value, at) => sql`${held(value)} is not distinct from g.${numbered('o', at)}`)
  const becomes = values.flatMap((value, at) => [
    sql`${sql.identifier(value.column)} = ${
      value.member === undefined
        ? sql`g.${numbered('n', at)}`
        : sql`coalesce(jsonb_set(${column(value.column)}, array[${text(value.member)}], to_jsonb(g.${numbered('n', at)})),
            ${column(value.column)})`
    }`,
    ...(value.lookup ? [sql`${sql.identifier(value.lookup.column)} = g.${numbered('i', at)}`] : []),
  ])
  return prepare(sql`with given as materialized (
      select * from jsonb_to_recordset(${placeholder('rows')}::jsonb) as g(${given})),
    held as materialized (
      select g.* from given g join ${sql.identifier(table)} t on ${sql.join(named, sql` and `)}
      where ${sql.join(unchanged, sql` and `)} for update of t skip locked),
    swapped as (
      update ${sql.identifier(table)} t set ${list(becomes)} from held g where ${sql.join(named, sql` and `)} returning 1)
    select count(*)::int as swapped from swapped`)
}

export function rowFrom({ key, values }: Sealed, found: Readonly<Record<string, unknown>>): SealedRow {
  const at = (letter: string) => (_: unknown, index: number) =>
    (found[`${letter}${index}`] ?? null) as string | null
  return { key: key.map(at('k')) as string[], values: values.map(at('v')), indexes: values.map(at('i')) }
}

export function recordFrom({ row, values, indexes }: Swap): Readonly<Record<string, string | null>> {
  return Object.fromEntries([
    ...row.key.map((part, at) => [`k${at}`, part]),
    ...row.values.map((was, at) => [`o${at}`, was]),
    ...values.map((becomes, at) => [`n${at}`, becomes]),
    ...indexes.map((index, at) => [`i${at}`, index]),
  ])
}
