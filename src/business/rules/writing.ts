/** What a client may send: strict, nothing of the server's, and enough for a row. */
import * as z from 'zod'
import type { Declaration } from '../declaration.ts'
import { isReserved, lookupsOf, type Rule, type Wrong } from './rule.ts'

const ownership: Rule = (declaration) => {
  const ours = [...(declaration.derived ?? []), ...lookupsOf(declaration)]
  return [...Object.keys(declaration.create.shape), ...Object.keys(declaration.update.shape)]
    .filter((name, at, all) => all.indexOf(name) === at && (isReserved(name) || ours.includes(name)))
    .map((name) => [name, 'is the server’s: a client may not send it'])
}

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

export const writingRules: readonly Rule[] = [ownership, strictness, emptiness]
