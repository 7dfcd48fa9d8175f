/** What may be asked of a list: the strict schema of its query, and the query as the list understands it. */
import * as z from 'zod'
import { cursor, defaultLimit, limit } from '../store/page.ts'
import type { Entity } from './declaration.ts'
import { type Expansion, expandQuery } from './expansion.ts'
import type { Field } from './fields.ts'
import { type Filter, filtersOf } from './filters.ts'
import { maxFields, termsOf } from './terms.ts'

export interface SortKey {
  readonly field: Field
  readonly descending: boolean
}

export interface ListQuery {
  readonly limit: number
  readonly cursor: string | undefined
  readonly order: readonly SortKey[]
  readonly filters: readonly Filter[]
  /** The fields to show; undefined = all. */
  readonly only: readonly string[] | undefined
  readonly expand: readonly Expansion[]
}

const defaultSort = '-createdAt'
const maxSortKeys = 3

/** Compiles an entity's query: its schema for the gateway and the documentation, and how to read what that let through. */
export function queryOf(entity: Entity) {
  const filters = filtersOf(entity)
  const expand = expandQuery(entity)
  const schema = filters.limited(
    z.strictObject({
      limit: limit.optional(),
      cursor: cursor.optional(),
      sort: termsOf(sortTerms(entity.sortable), maxSortKeys, (term) => term.replace(/^-/, ''))
        .describe(
          `At most ${maxSortKeys} of ${inCode(entity.sortable)}, with commas; \`-\` in front turns one round. Default: \`${defaultSort}\`.`,
        )
        .optional(),
      fields: termsOf(Object.keys(entity.output.shape), maxFields)
        .describe('The names of the fields to show, with commas; `id` is always among them. Default: all.')
        .optional(),
      ...expand.shape,
      ...filters.shape,
    }),
  )

  function parse(query: Readonly<Record<string, unknown>>): ListQuery {
    const sent = query as Readonly<Record<string, string | undefined>>
    return {
      limit: sent.limit === undefined ? defaultLimit : Number(sent.limit),
      cursor: sent.cursor,
      order: orderOf(entity, sent.sort),
      filters: filters.parse(sent),
      only: sent.fields?.split(','),
      expand: expand.parse(sent.expand),
    }
  }

  return { schema, parse, besides: expand.permissions }
}

const inCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

const sortTerms = (sortable: readonly string[]) => sortable.flatMap((name) => [name, `-${name}`])

/** Newest first where nothing is asked. The id makes every order total; it goes the way of the last key. */
function orderOf({ fields }: Entity, sort = defaultSort): SortKey[] {
  const keys = sort.split(',').map((term) => ({
    field: fields.get(term.replace(/^-/, '')) as Field,
    descending: term.startsWith('-'),
  }))
  return [...keys, { field: fields.get('id') as Field, descending: keys.at(-1)?.descending ?? false }]
}
