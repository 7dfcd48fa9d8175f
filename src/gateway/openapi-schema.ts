/** From zod to the JSON Schema (2020-12) that OpenAPI 3.1 speaks; schemas that have an id become components. */
import * as z from 'zod'

export type JsonSchema = { readonly [key: string]: unknown }
type Draft = Record<string, unknown>

export interface SchemaBook {
  /** `input`: as a client sends it; `output`: as it is answered. */
  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema
  /** Follows a reference to a component; anything else is returned as it is. */
  resolve(schema: JsonSchema): JsonSchema
  readonly components: Readonly<Record<string, JsonSchema>>
}

const prefix = '#/components/schemas/'

export function schemaBook(components: Record<string, JsonSchema> = {}): SchemaBook {
  /** Two schemas may claim one name (what is sent and what is answered): the second is told apart. */
  const put = (name: string, schema: JsonSchema, io: string): string => {
    const text = JSON.stringify(schema)
    const names = [name, `${name}${io === 'input' ? 'Input' : 'Output'}`]
    for (let at = 2; ; at++) {
      const free = names.find((one) => !components[one] || JSON.stringify(components[one]) === text)
      if (free) {
        components[free] = schema
        return free
      }
      names.push(`${name}${at}`)
    }
  }

  return {
    components,
    of(schema, io) {
      const {
        $schema: _,
        $defs,
        ...root
      } = z.toJSONSchema(schema, {
        io,
        target: 'draft-2020-12',
        unrepresentable: 'any',
        override: ({ zodSchema, jsonSchema }) => plain(zodSchema, jsonSchema as Draft),
      }) as Draft & { $defs?: Record<string, Draft> }

      const renamed = new Map<string, string>()
      const refer = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(refer)
        if (value === null || typeof value !== 'object') return value
        const entries = Object.entries(value).filter(
          ([key, one]) => !(key === 'id' && typeof one === 'string'),
        )
        return Object.fromEntries(
          entries.map(([key, one]) =>
            key === '$ref' && typeof one === 'string' && renamed.has(one)
              ? [key, prefix + renamed.get(one)]
              : [key, refer(one)],
          ),
        )
      }
      for (const [name, definition] of Object.entries($defs ?? {})) {
        const free = put(name.replace(/^__schema/, 'Part'), refer(definition) as JsonSchema, io)
        renamed.set(`#/$defs/${name}`, free)
      }
      const whole = refer(root) as JsonSchema
      return typeof root.id === 'string' ? { $ref: prefix + put(root.id, whole, io) } : whole
    },
    resolve(schema) {
      const reference = schema.$ref
      if (typeof reference !== 'string' || !reference.startsWith(prefix)) return schema
      return components[reference.slice(prefix.length)] ?? {}
    },
  }
}

/** Says what zod leaves out (dates, bigints travel as JSON) and leaves out what says nothing to a reader. */
function plain(zod: z.core.$ZodTypes, json: Draft) {
  const { type } = zod._zod.def
  if (type === 'date') Object.assign(json, { type: 'string', format: 'date-time' })
  if (type === 'bigint') Object.assign(json, { type: 'integer', format: 'int64' })
  // The format's own name says more than the expression by which zod tests it.
  if (['uuid', 'date-time', 'date', 'email', 'uri'].includes(String(json.format))) delete json.pattern
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum
  if (json.propertyNames && Object.keys(json.propertyNames).join() === 'type') delete json.propertyNames
}
