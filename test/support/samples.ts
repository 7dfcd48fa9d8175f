/** What an endpoint takes, made from its own schema: a whole body for each of its forms, and where rows are named in it. */
import type * as z from 'zod'
import { exampleOf } from '../../src/gateway/openapi-example.ts'
import { type JsonSchema, schemaBook } from '../../src/gateway/openapi-schema.ts'

/** From the outermost in: `['operations', 0, 'id']`. */
export type Spot = readonly (string | number)[]

export interface Sample {
  readonly value: unknown
  /** Where a row is named by its id. */
  readonly ids: readonly Spot[]
  /** Every object in it, with the names that it may have. */
  readonly objects: readonly { readonly spot: Spot; readonly names: readonly string[] }[]
}

/** One sample for each of the forms that a union lets it have. `known` are values that an example cannot guess, by their names. */
export function samplesOf(
  schema: z.ZodType,
  known: Readonly<Record<string, unknown>> = {},
): readonly Sample[] {
  const book = schemaBook()
  return formsOf(book.of(schema, 'input'), book.resolve).map((form) => {
    const objects: { spot: Spot; names: readonly string[] }[] = []
    const ids: Spot[] = []
    walk(form, [], (one, spot) => {
      if (one.format === 'uuid') ids.push(spot)
      if (one.properties) objects.push({ spot, names: Object.keys(one.properties) })
    })
    let value = exampleOf(form, book.resolve)
    for (const { spot, names } of objects)
      for (const name of names) if (name in known) value = put(value, [...spot, name], known[name])
    return { value, ids, objects: objects.filter(({ spot }) => at(value, spot) !== undefined) }
  })
}

/** The value with another one at a spot; undefined takes it away. */
export function put(value: unknown, [head, ...rest]: Spot, other: unknown): unknown {
  if (head === undefined) return other
  if (Array.isArray(value)) return value.map((one, index) => (index === head ? put(one, rest, other) : one))
  const object = (value ?? {}) as Readonly<Record<string, unknown>>
  return { ...object, [head]: put(object[head], rest, other) }
}

export function at(value: unknown, spot: Spot): unknown {
  return spot.reduce<unknown>(
    (one, step) => (one as Record<string | number, unknown> | undefined)?.[step],
    value,
  )
}

/** A JSON pointer, as a fault names a spot. */
export const pointer = (spot: Spot) => ['#', ...spot].join('/')

type Schema = JsonSchema & {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

/** Unions of objects, each option by itself; what may also be null is no union. */
function formsOf(given: JsonSchema, resolve: (schema: JsonSchema) => JsonSchema): readonly Schema[] {
  const schema = resolve(given) as Schema
  const options = (schema.oneOf ?? schema.anyOf ?? []).map((one) => resolve(one) as Schema)
  const objects = options.filter((one) => one.properties || one.oneOf || one.anyOf)
  if (objects.length > 0) return objects.flatMap((one) => formsOf(one, resolve))
  if (schema.items) return formsOf(schema.items, resolve).map((items) => ({ ...schema, items }))
  const properties = Object.entries(schema.properties ?? {})
  return properties.reduce<readonly Schema[]>(
    (forms, [name, property]) =>
      forms.flatMap((form) =>
        formsOf(property, resolve).map((one) => ({
          ...form,
          properties: { ...form.properties, [name]: one },
        })),
      ),
    [schema],
  )
}

/** Itself, or what it is where it is not null. */
function meant(schema: Schema): Schema {
  const [only, ...others] = (schema.anyOf ?? []).filter((one) => one.type !== 'null')
  return only && others.length === 0 ? meant(only) : schema
}

function walk(given: Schema, spot: Spot, visit: (schema: Schema, spot: Spot) => void) {
  const schema = meant(given)
  visit(schema, spot)
  for (const [name, one] of Object.entries(schema.properties ?? {})) walk(one, [...spot, name], visit)
  if (schema.items) walk(schema.items, [...spot, 0], visit)
}
