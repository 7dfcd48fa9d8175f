/** The table: are its columns there, each with one owner and one place in the log? */
import { getTableName } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { blankOf } from '../blank.ts'
import { reserved } from '../columns.ts'
import { isReserved, lookupsOf, type Rule, type Wrong } from './rule.ts'
import { captureWords } from './words.ts'

const existing: Rule = (declaration, fields) => {
  const {
    create,
    update,
    output,
    audited,
    redacted,
    sensitive = {},
    references = {},
    derived = [],
  } = declaration
  const named: Readonly<Record<string, readonly string[]>> = {
    create: Object.keys(create.shape),
    update: Object.keys(update.shape),
    output: Object.keys(output),
    audited,
    redacted,
    sensitive: Object.keys(sensitive),
    lookup: lookupsOf(declaration),
    references: Object.keys(references),
    derived,
    without: [...(declaration.kept?.without ?? [])],
    filterable: declaration.filterable,
    sortable: declaration.sortable,
    searchable: declaration.searchable ?? [],
  }
  return Object.entries(named).flatMap(([list, names]) =>
    names
      .filter((name) => !fields.has(name))
      .map((name): Wrong => [name, `stands in "${list}" but is no column of the table`]),
  )
}

const naming: Rule = ({ name, table }, fields) => [
  ...(getTableName(table) === name.replaceAll('-', '_')
    ? []
    : [[name, 'is not the name of the table'] as const]),
  ...reserved
    .filter((column) => !fields.has(column))
    .map((column): Wrong => [column, 'is missing: spread identity() and lifecycle() into the table']),
]

const classification: Rule = (declaration, fields) => {
  const { audited, redacted, sensitive = {} } = declaration
  const lists = [...audited, ...redacted, ...Object.keys(sensitive), ...lookupsOf(declaration)]
  return [
    ...[...fields.keys()]
      .filter((name) => !isReserved(name) && !lists.includes(name))
      .map((name): Wrong => [name, 'is neither audited nor redacted nor sensitive']),
    ...lists
      .filter((name, at) => lists.indexOf(name) !== at)
      .map((name): Wrong => [name, 'is classified twice']),
    ...lists.filter(isReserved).map((name): Wrong => [name, 'is classified already, by the lifecycle']),
  ]
}

const secrecy: Rule = ({ cache, sensitive = {}, sortable, filterable, output }, fields) =>
  Object.entries(sensitive).flatMap(([name, { lookup }]): Wrong[] => [
    ...(cache ? [[name, 'is sensitive: such an entity cannot be cached'] as const] : []),
    ...(sortable.includes(name) ? [[name, 'is encrypted and has no order to sort by'] as const] : []),
    ...(filterable.includes(name) && !lookup ? [[name, 'is encrypted; give it a lookup'] as const] : []),
    ...(fields.get(name)?.type === 'text' ? [] : [[name, 'is sensitive: its column must be text'] as const]),
    ...(lookup && lookup in output ? [[lookup, 'is a blind index, which nobody may see'] as const] : []),
  ])

/** While keys are rotated equal values have unequal indexes: the database would take the second for another value. */
const uniqueness: Rule = (declaration) => {
  const { indexes, uniqueConstraints, columns } = getTableConfig(declaration.table)
  const unique = new Set<unknown>(
    [
      ...indexes.filter(({ config }) => config.unique).flatMap(({ config }) => config.columns),
      ...uniqueConstraints.flatMap((constraint) => constraint.columns),
      ...columns.filter(({ isUnique }) => isUnique),
    ].map((column) => 'name' in (column as object) && (column as { name: unknown }).name),
  )
  return lookupsOf(declaration)
    .filter((name) => unique.has(name))
    .map((name) => [name, 'is a blind index: no unique index can be kept over it while keys are rotated'])
}

const keeping: Rule = ({ kept }, fields) =>
  (kept?.without ?? []).flatMap((name): Wrong[] => {
    const field = fields.get(name)
    return field && !blankOf(field) ? [[name, 'stands in "without" but cannot be emptied']] : []
  })

const reference: Rule = ({ references = {} }, fields) =>
  Object.keys(references)
    .filter((name) => fields.get(name)?.type !== 'uuid')
    .map((name) => [name, 'refers to a row: its column must be a uuid'])

/** The capture function names every column: each write would fail, and not the start. */
const capturing: Rule = (_declaration, fields) =>
  [...fields.values()]
    .filter(({ column }) => captureWords.includes(column))
    .map(({ name }): Wrong => [name, 'means something to PL/pgSQL, in which its changes are captured'])

export const columnRules: readonly Rule[] = [
  naming,
  capturing,

  existing,
  classification,
  secrecy,
  uniqueness,
  keeping,
  reference,
]
