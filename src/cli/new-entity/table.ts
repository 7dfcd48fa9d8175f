/** The table of an entity: its columns, the indexes that its lists need, and what the database itself insists on. */
import { type Field, lookupOf, quoted, snake } from './field.ts'
import { type Plan, searchable, sortable } from './plan.ts'
import { typeOf } from './types.ts'

export const tableText = (plan: Plan) => `export const ${plan.constant}Table = pgTable(
  '${plan.table}',
  {
    ...identity(),
    ${plan.fields.map(columnOf).join('\n')}
    ...lifecycle(),
  },
  (table) => [
    ${[...indexes(plan), ...checks(plan)].join(',\n')},
  ],
)`

function columnOf(field: Field): string {
  const { name, type, optional, sealed } = field
  const required = optional ? '' : '.notNull()'
  if (sealed) {
    const found = sealed === 'lookup' ? '; looked up by its keyed blind index' : ''
    const index = sealed === 'lookup' ? `\n${lookupOf(field)}: text(),` : ''
    return `/** Encrypted${found}. */\n${name}: text()${required},${index}`
  }
  const said = type === 'money' ? '/** Minor units of `currency`. */\n' : ''
  // A reference is required before it is one.
  const column = typeOf(field).column(field)
  return `${said}${name}: ${type === 'ref' ? column.replace('uuid()', `uuid()${required}`) : column + required},`
}

function indexes(plan: Plan): readonly string[] {
  const { fields } = plan
  const named = (field: Field) => `${plan.table}_owner_${snake(field.name)}`
  return [
    ...fields
      .filter(({ unique }) => unique)
      .map(({ name }) => ordered(`${plan.table}_${snake(name)}_key`, [name], 'uniqueIndex')),
    ordered(`${plan.table}_owner_created`, ['createdAt', 'id']),
    ...sortable(plan).map((field) => ordered(named(field), [field.name, 'id'])),
    ...fields
      .filter(({ type, sealed }) => type === 'list' && !sealed)
      .map((field) => ordered(named(field), [field.name, 'createdAt', 'id'])),
    ...(searchable(plan).length > 0 ? [searchText(plan)] : []),
    ...fields
      .filter(({ sealed }) => sealed === 'lookup')
      .map((field) => `index('${named(field)}').on(table.ownerId, table.${lookupOf(field)})`),
    ...fields
      .filter(({ type }) => type === 'ref')
      .map(({ name }) => `index('${plan.table}_${snake(name)}').on(table.${name})`),
  ]
}

const searchText = (plan: Plan) =>
  `searchIndex('${plan.table}', table.ownerId, [${searchable(plan)
    .map(({ name }) => `table.${name}`)
    .join(', ')}])`

/** Of the rows that are still there: who removed one may use its value again. */
const ordered = (name: string, columns: readonly string[], kind = 'index') =>
  `${kind}('${name}').on(${['ownerId', ...columns].map((column) => `table.${column}`).join(', ')}).where(sql\`deleted_at is null\`)`

const checks = ({ table, fields }: Plan) =>
  fields
    .filter(({ type, sealed }) => type === 'list' && !sealed)
    .map(
      ({ name, values }) =>
        `check('${table}_${snake(name)}_check', sql\`\${table.${name}} in (${values.map(quoted).join(', ')})\`)`,
    )
