/** What the test of an entity sends, and how it asks. */
import type { Field } from './field.ts'
import { type Plan, references } from './plan.ts'
import { typeOf } from './types.ts'

export function valuesText(plan: Plan): string {
  const counts = plan.fields.some(({ unique }) => unique)
  return [
    ...(counts ? ['/** What must not be there twice is new each time. */\nlet count = 0'] : []),
    bodyText(`/** All that ${plan.singular} can hold. */`, 'whole', plan, 0),
    bodyText('/** The same fields, with other values. */', 'other', plan, 1),
    asking(plan),
    ...(references(plan).length > 0 ? [leading] : []),
  ].join('\n\n')
}

function bodyText(comment: string, name: string, plan: Plan, at: 0 | 1): string {
  const value = (field: Field) => typeOf(field).values(field, field.unique ? '++count' : undefined)[at]
  const lines = plan.fields.map((field) => `${field.name}: ${value(field)},`)
  return `${comment}\nconst ${name} = (): Json => ({\n${lines.join('\n')}\n})`
}

const asking = ({ table }: Plan) => `async function make(body: object = {}): Promise<Json> {
  const made = await house.call('POST', path, { ...whole(), ...body }, ada.token)
  expect([made.status, made.body]).toEqual([201, expect.anything()])
  return made.body
}

/** The ids of a list, newest first where nothing else is asked. */
async function listed(query: string, { token }: Person = ada): Promise<string[]> {
  const { status, body } = await house.call('GET', \`\${path}?limit=100&\${query}\`, undefined, token)
  expect([status, body]).toEqual([200, expect.anything()])
  return body.data.map(({ id }: Json) => id)
}

const read = ({ id }: Json) => house.call('GET', \`\${path}/\${id}\`, undefined, ada.token)

/** What was wrong, by its place and its code. */
async function faults(method: string, at: string, sent: object) {
  const { status, body } = await house.call(method, at, sent, ada.token, { 'if-match': '*' })
  return [status, body.errors?.map((fault: Json) => [fault.pointer, fault.code])]
}

const rows = () => house.rows('select id, version from ${table} order by id')`

const leading = `/** Two rows of hers, and one of somebody else's. */
async function leadingTo(entity: Parameters<typeof exampleRow>[1]) {
  const [first, second, foreign] = [
    await exampleRow(house, entity, ada),
    await exampleRow(house, entity, ada),
    await exampleRow(house, entity, eve),
  ]
  return { first: first.id, second: second.id, foreign: foreign.id }
}`
