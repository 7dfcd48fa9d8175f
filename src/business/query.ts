/** What may be asked of a list: the strict schema of its query, and the query as the list understands it. */
import * as z from 'zod'
import { cursor, defaultLimit, limit } from '../store/page.ts'
import type { Entity } from './declaration.ts'
import type { Field } from './fields.ts'
import { type Operator, operatorsOf } from './operators.ts'

export interface Filter {
  /** As it was sent: `total[gte]`. */
  readonly name: string
  readonly field: Field
  readonly operator: Operator
  readonly text: string
}

export interface SortKey {
  readonly field: Field
  readonly descending: boolean
}

export interface ListQuery {
  readonly limit: number
  readonly cursor: string | undefined
  readonly order: readonly SortKey[]
  /** In the order of their names, so that one question has one spelling. */
  readonly filters: readonly Filter[]
  /** The fields to show; undefined = all. */
  readonly only: readonly string[] | undefined
}

const defaultSort = '-createdAt'
const maxSortKeys = 3
const maxFilters = 10

/** Compiles an entity's query: its schema for the gateway and the documentation, and how to read what that let through. */
export function queryOf(entity: Entity) {
  const filters = new Map(
    entity.filterable.flatMap((name) => {
      const field = entity.fields.get(name) as Field
      return operatorsOf(entity, field).map((operator) => [
        operator.name === '' ? name : `${name}[${operator.name}]`,
        { field, operator },
      ])
    }),
  )
  const schema = z
    .strictObject({
      limit: limit.optional(),
      cursor: cursor.optional(),
      sort: listOf(sortTerms(entity.sortable), maxSortKeys, (term) => term.replace(/^-/, ''))
        .describe(
          `At most ${maxSortKeys} of ${inCode(entity.sortable)}, with commas; \`-\` in front turns one round. Default: \`${defaultSort}\`.`,
        )
        .optional(),
      fields: listOf(Object.keys(entity.output.shape), 50, (term) => term)
        .describe('The names of the fields to show, with commas; `id` is always among them. Default: all.')
        .optional(),
      ...Object.fromEntries([...filters].map(([name, { operator }]) => [name, operator.schema.optional()])),
    })
    .refine((query) => Object.keys(query).filter((name) => filters.has(name)).length <= maxFilters, {
      error: `At most ${maxFilters} filters can be combined.`,
      params: { code: 'too_many' },
    })

  function parse(query: Readonly<Record<string, unknown>>): ListQuery {
    const sent = query as Readonly<Record<string, string | undefined>>
    return {
      limit: sent.limit === undefined ? defaultLimit : Number(sent.limit),
      cursor: sent.cursor,
      order: orderOf(entity, sent.sort),
      filters: [...filters]
        .flatMap(([name, filter]) => (sent[name] === undefined ? [] : { name, ...filter, text: sent[name] }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      only: sent.fields?.split(','),
    }
  }

  return { schema, parse }
}

const inCode = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

const sortTerms = (sortable: readonly string[]) => sortable.flatMap((name) => [name, `-${name}`])

/** Terms with commas, each known, none named twice. */
function listOf(known: readonly string[], max: number, nameOf: (term: string) => string) {
  return z.string().refine(
    (text) => {
      const terms = text.split(',')
      const names = new Set(terms.map(nameOf))
      return terms.length <= max && names.size === terms.length && terms.every((term) => known.includes(term))
    },
    {
      error: `Must be at most ${max} of ${known.join(', ')}, with commas, each at most once.`,
      params: { code: 'invalid_value' },
    },
  )
}

/** Newest first where nothing is asked. The id makes every order total; it goes the way of the last key. */
function orderOf({ fields }: Entity, sort = defaultSort): SortKey[] {
  const keys = sort.split(',').map((term) => ({
    field: fields.get(term.replace(/^-/, '')) as Field,
    descending: term.startsWith('-'),
  }))
  return [...keys, { field: fields.get('id') as Field, descending: keys.at(-1)?.descending ?? false }]
}
