/** Does a declaration hold together? Each rule from the declaration to sentences about what breaks it. */
import { getTableName } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import * as z from 'zod'
import { blankOf } from './blank.ts'
import { reserved } from './columns.ts'
import type { Declaration } from './declaration.ts'
import type { Fields } from './fields.ts'

type Rule = (declaration: Declaration, fields: Fields) => readonly Wrong[]

/** Which field, and what is wrong with it. */
type Wrong = readonly [field: string, sentence: string]

/** Throws one Error that names the entity and every field at fault. */
export function checkDeclaration(declaration: Declaration, fields: Fields): void {
  const wrong = rules.flatMap((rule) => rule(declaration, fields))
  if (wrong.length === 0) return
  const sentences = wrong.map(([field, sentence]) => `field "${field}" ${sentence}`)
  throw new Error(`Entity "${declaration.name}": ${sentences.join('; ')}.`)
}

const isReserved = (name: string) => (reserved as readonly string[]).includes(name)

const lookupsOf = ({ sensitive = {} }: Declaration) =>
  Object.values(sensitive).flatMap(({ lookup }) => lookup ?? [])

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
  }
  return Object.entries(named).flatMap(([list, names]) =>
    names
      .filter((name) => !fields.has(name))
      .map((name): Wrong => [name, `stands in "${list}" but is no column of the table`]),
  )
}

const naming: Rule = ({ name, table }, fields) => [
  ...(getTableName(table) === name ? [] : [[name, 'is not the name of the table'] as const]),
  ...reserved
    .filter((column) => !fields.has(column))
    .map((column): Wrong => [column, 'is missing: spread identity() and lifecycle() into the table']),
]

const ownership: Rule = (declaration) => {
  const ours = [...(declaration.derived ?? []), ...lookupsOf(declaration)]
  return [...Object.keys(declaration.create.shape), ...Object.keys(declaration.update.shape)]
    .filter((name, at, all) => all.indexOf(name) === at && (isReserved(name) || ours.includes(name)))
    .map((name) => [name, 'is the server’s: a client may not send it'])
}

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

const keeping: Rule = ({ kept }, fields) =>
  (kept?.without ?? []).flatMap((name): Wrong[] => {
    const field = fields.get(name)
    return field && !blankOf(field) ? [[name, 'stands in "without" but cannot be emptied']] : []
  })

const strictness: Rule = ({ create, update }) =>
  Object.entries({ create, update }).flatMap(([name, { _zod }]) =>
    _zod.def.catchall?._zod.def.type === 'never' ? [] : [[name, 'must be a z.strictObject'] as const],
  )

const emptiness: Rule = ({ create, update, derived = [] }, fields) => {
  const blank = update.safeParse({})
  return [
    ...(blank.success ? Object.keys(blank.data) : []).map(
      (name): Wrong => [name, 'has a default in "update": every PATCH would reset it'],
    ),
    ...(blank.success ? [] : blank.error.issues).map(
      ({ path }): Wrong => [String(path[0]), 'must be optional in "update"'],
    ),
    ...Object.keys(update.shape)
      .filter((name) => fields.get(name)?.nullable === false && takes(update, name, null))
      .map((name): Wrong => [name, 'takes null in "update", but the column does not']),
    ...[...fields.values()]
      .filter(({ name, nullable, hasDefault }) => !isReserved(name) && !nullable && !hasDefault)
      .filter(({ name }) => !derived.includes(name) && !isRequired(create, name))
      .map(({ name }): Wrong => [name, 'cannot be null: require it in "create" or derive it']),
    ...Object.keys(create.shape)
      .filter((name) => fields.get(name)?.hasDefault)
      .map((name): Wrong => [name, 'has a default in the table, which a row made by a client would not get']),
  ]
}

/** Would this schema take such a value for this field? */
function takes({ shape }: Declaration['create'], name: string, value: unknown): boolean {
  const schema = shape[name]
  return schema !== undefined && z.safeParse(schema, value).success
}

function isRequired(schema: Declaration['create'], name: string): boolean {
  return name in schema.shape && !takes(schema, name, undefined) && !takes(schema, name, null)
}

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

const reference: Rule = ({ references = {} }, fields) =>
  Object.keys(references)
    .filter((name) => fields.get(name)?.type !== 'uuid')
    .map((name) => [name, 'refers to a row: its column must be a uuid'])

const rules: readonly Rule[] = [
  naming,
  existing,
  ownership,
  classification,
  secrecy,
  keeping,
  strictness,
  emptiness,
  ordering,
  indexes,
  reference,
]
