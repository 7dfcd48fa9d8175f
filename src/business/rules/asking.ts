/** What a list can be asked: only what has an order, and what an index can answer. */
import { getTableName } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { expansionName } from '../expansion.ts'
import { searchIndexName } from '../search.ts'
import type { Rule, Wrong } from './rule.ts'
import { queryWords } from './words.ts'

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

const searching: Rule = ({ table, name, searchable = [], sensitive = {} }, fields) => {
  const index = searchIndexName(getTableName(table))
  const indexed = getTableConfig(table).indexes.some(({ config }) => config.name === index)
  return searchable.flatMap((field): Wrong[] => [
    ...(fields.get(field)?.type === 'text' ? [] : [[field, 'is searchable but is no text'] as const]),
    ...(field in sensitive ? [[field, 'is encrypted and cannot be searched'] as const] : []),
    ...(indexed ? [] : [[field, `is searchable: give the table searchIndex('${name}', …)`] as const]),
  ])
}

/** `customerId` is asked for as `customer`, and must not stand in the way of a field of that name. */
const expanding: Rule = ({ expandable = [], references = {}, output }) =>
  expandable.flatMap((field): Wrong[] => [
    ...(field in references ? [] : [[field, 'is expandable but refers to nothing'] as const]),
    ...(/.Id$/.test(field) ? [] : [[field, 'is expandable: its name must end in "Id"'] as const]),
    ...(expansionName(field) in output
      ? [[field, 'is expanded under the name of another field'] as const]
      : []),
  ])

/** A filter stands in the query under its field's name. */
const wording: Rule = ({ filterable }) =>
  filterable
    .filter((name) => queryWords.includes(name))
    .map((name) => [name, 'is filterable under a name that already means something in the query of a list'])

export const askingRules: readonly Rule[] = [ordering, wording, indexes, searching, expanding]
