/** The file of an entity, in the manner of `entities/customers.ts`. Biome arranges it. */
import { camel, type Field, lookupOf, quoted, type TypeName } from './field.ts'
import { classified, isFilterable, type Plan, references, searchable, sortable, targets } from './plan.ts'
import { tableText } from './table.ts'
import { typeOf } from './types.ts'

export function declarationText(plan: Plan): string {
  const body = [...listTexts(plan), tableText(plan), fieldsText(plan), entityText(plan)].join('\n\n')
  return `${headText(plan)}\n${imports(plan, body).join('\n')}\n\n${body}\n`
}

const headText = ({ many }: Plan) => `/**
 * ${many.charAt(0).toUpperCase()}${many.slice(1)}, each of one owner.
 *
 * What somebody types may be about a person, and the log forgets nothing: of that it keeps only that it changed.
 * Where it never is, move it from \`redacted\` to \`audited\`, and run \`npm run migrations\`.
 */`

function imports(plan: Plan, body: string): readonly string[] {
  const from = (path: string, names: readonly string[]) =>
    names.length > 0 ? [`import { ${names.join(', ')} } from '${path}'`] : []
  const has = (type: TypeName) => plan.fields.some((field) => field.type === type)
  return [
    "import { sql } from 'drizzle-orm'",
    ...from(
      'drizzle-orm/pg-core',
      columns.filter((name) => new RegExp(`(?<![.\\w])${name}\\(`).test(body)),
    ),
    "import * as z from 'zod'",
    ...from('../business/columns.ts', ['identity', 'lifecycle']),
    ...from('../business/entity.ts', ['entity']),
    ...from('../business/search.ts', searchable(plan).length > 0 ? ['searchIndex'] : []),
    ...from('../core/calendar.ts', [
      ...(has('date') ? ['calendarDate'] : []),
      ...(has('moment') ? ['moment'] : []),
    ]),
    ...from('../core/currencies.ts', has('currency') ? ['currencies'] : []),
    ...from('../core/text.ts', [
      ...(has('email') ? ['email'] : []),
      ...(has('text') ? ['line'] : []),
      ...(has('prose') ? ['prose'] : []),
    ]),
    ...targets(plan).flatMap((name) => from(`./${name}.ts`, [camel(name), `${camel(name)}Table`])),
  ]
}

/** Drizzle's words, in the order of the alphabet. */
const columns = [
  ...['bigint', 'boolean', 'check', 'date', 'index', 'integer', 'pgTable', 'text', 'timestamp'],
  ...['uniqueIndex', 'uuid'],
]

const listTexts = ({ fields }: Plan) =>
  fields
    .filter(({ type }) => type === 'list')
    .map(({ name, values }) => `const ${name}Values = [${values.map(quoted).join(', ')}] as const`)

function fieldsText(plan: Plan): string {
  const lines = plan.fields.map((field) => {
    const schema = typeOf(field).schema(field)
    return `${field.name}: ${schema}${field.optional ? '.nullable().optional()' : ''},`
  })
  return `const fields = z.strictObject({
    ${lines.join('\n')}
  })`
}

function entityText(plan: Plan): string {
  const { audited, redacted, sensitive } = classified(plan)
  const names = (fields: readonly Field[]) => fields.map(({ name }) => name)
  const list = (words: readonly string[]) => `[${words.map(quoted).join(', ')}]`
  const sealed = sensitive.map(
    (field) => `${field.name}: {${field.sealed === 'lookup' ? ` lookup: '${lookupOf(field)}' ` : ''}}`,
  )
  const leads = references(plan).map(({ name, target }) => `${name}: ${camel(target)}`)
  const shown = plan.fields.map((field) => {
    const schema = typeOf(field).shown(field)
    return `${field.name}: ${schema}${field.optional ? '.nullable()' : ''},`
  })
  const open = redacted.length === 0 && sensitive.length === 0
  const lines = [
    `name: '${plan.name}',`,
    `singular: '${plan.singular}',`,
    `table: ${plan.constant}Table,`,
    "scope: 'owner',",
    'create: fields,',
    'update: fields.partial(),',
    `output: {\n${shown.join('\n')}\n},`,
    `audited: ${list(names(audited))},`,
    `redacted: ${list(names(redacted))},`,
    ...(sealed.length > 0 ? [`sensitive: { ${sealed.join(', ')} },`] : []),
    `filterable: ${list([...names(plan.fields.filter(isFilterable)), 'createdAt', 'updatedAt'])},`,
    `sortable: ${list(['createdAt', ...names(sortable(plan))])},`,
    ...(searchable(plan).length > 0 ? [`searchable: ${list(names(searchable(plan)))},`] : []),
    ...(leads.length > 0
      ? [`references: { ${leads.join(', ')} },`, `expandable: ${list(names(references(plan)))},`]
      : []),
    ...(open ? [] : ['// The cache holds rows in the clear, so it holds none that may tell of a person.']),
    `cache: ${open},`,
  ]
  return `export const ${plan.constant} = entity({\n${lines.join('\n')}\n})`
}
