/** By what the rows of an entity can be filtered: its part of a query's schema, and the filters that a query holds. */
import type * as z from 'zod'
import type { Entity } from './declaration.ts'
import type { Field } from './fields.ts'
import { type Operator, operatorsOf } from './operators.ts'
import { searchOperator } from './search.ts'

export interface Filter {
  /** As it was sent: `total[gte]`. */
  readonly name: string
  /** Undefined: it asks more than one (`q`). */
  readonly field: Field | undefined
  readonly operator: Operator
  readonly text: string
}

type Asking = Pick<Filter, 'field' | 'operator'>

const maxFilters = 10

export function filtersOf(entity: Entity) {
  const fields = entity.filterable.flatMap((name) => {
    const field = entity.fields.get(name) as Field
    return operatorsOf(entity, field).map((operator): [string, Asking] => [
      operator.name === '' ? name : `${name}[${operator.name}]`,
      { field, operator },
    ])
  })
  const search: [string, Asking][] =
    entity.searchable.length > 0 ? [['q', { field: undefined, operator: searchOperator(entity) }]] : []
  const known = new Map([...fields, ...search])
  return {
    shape: Object.fromEntries([...known].map(([name, { operator }]) => [name, operator.schema.optional()])),

    /** In the order of their names, so that one question has one spelling. */
    parse: (sent: Readonly<Record<string, string | undefined>>): readonly Filter[] =>
      [...known]
        .flatMap(([name, filter]) => (sent[name] === undefined ? [] : { name, ...filter, text: sent[name] }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),

    /** Refuses a query that combines too many. */
    limited: <S extends z.ZodType<Record<string, unknown>>>(schema: S): S =>
      schema.refine((query) => Object.keys(query).filter((name) => known.has(name)).length <= maxFilters, {
        error: `At most ${maxFilters} filters can be combined.`,
        params: { code: 'too_many' },
      }),
  }
}
