/** What a list can be asked: only what has an order, and what an index can answer. */
import { getTableConfig } from 'drizzle-orm/pg-core'
import type { Rule, Wrong } from './rule.ts'

const ordering: Rule = ({ sortable, filterable }, fields) => [
  ...sortable
    .filter((name) => fields.get(name)?.type === 'json')
    .map((name): Wrong => [name, 'is JSON and has no order to sort by']),
  ...filterable
    .filter((name) => fields.get(name)?.type === 'json')
    .map((name): Wrong => [name, 'is JSON and cannot be filtered by']),
]

/** A page costs the same on a table of any size only where an index holds the rows of an owner in this order. */
const indexes: Rule = ({ table, sortable }, fields) => {
  const ordered = getTableConfig(table).indexes.map(({ config }) =>
    config.columns.map((column) => ('name' in column ? (column.name as string) : '')),
  )
  const inOrder = (name: string) =>
    ordered.some(([owner, first, last]) => owner === 'ownerId' && first === name && last === 'id')
  return sortable
    .filter((name) => fields.has(name) && !inOrder(name))
    .map((name) => [name, `is sortable: give the table an index on (ownerId, ${name}, id)`])
}

export const askingRules: readonly Rule[] = [ordering, indexes]
