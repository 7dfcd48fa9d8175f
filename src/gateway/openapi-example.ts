/** An example of what a schema takes, made from the schema; undefined where none can be made with certainty. */
import type { JsonSchema } from './openapi-schema.ts'

type Resolve = (schema: JsonSchema) => JsonSchema

const byFormat: Readonly<Record<string, string>> = {
  uuid: '0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70',
  'date-time': '2026-11-23T09:30:00.000Z',
  date: '2026-12-31',
  email: 'ada@example.org',
  'idn-email': 'ada@example.org',
  uri: 'https://example.org/',
}

/** Values that read better than a word of the right length. Used only where the schema takes them. */
const byName: Readonly<Record<string, unknown>> = {
  address: undefined,
  city: 'London',
  country: 'GB',
  currency: 'EUR',
  currentPassword: 'the sea was calm all night',
  description: 'Survey of the kelp forest',
  email: 'ada@example.org',
  limit: 25,
  line1: '12 Harbour Street',
  name: 'Ada Lovelace',
  notes: 'Call before noon.',
  number: '2026-000001',
  password: 'a kelp holds on to its rock',
  postalCode: 'SW1A 1AA',
  quantity: 2,
  taxRate: 1900,
  unitAmount: 12500,
}

export function exampleOf(schema: JsonSchema, resolve: Resolve, name = '', depth = 0): unknown {
  const it = resolve(schema)
  if (depth > 6) return undefined
  for (const key of ['example', 'const', 'default']) if (it[key] !== undefined) return it[key]
  if (fits(byName[name], it)) return byName[name]
  for (const key of ['examples', 'enum']) if (Array.isArray(it[key])) return it[key][0]
  for (const key of ['anyOf', 'oneOf']) {
    if (!Array.isArray(it[key])) continue
    const options = it[key] as JsonSchema[]
    const made = options.map((option) => exampleOf(option, resolve, name, depth + 1))
    return made.find((one) => one !== undefined && one !== null)
  }
  return make(it, resolve, name, depth)
}

const typeOf = ({ type }: JsonSchema) => (Array.isArray(type) ? type.find((one) => one !== 'null') : type)

function make(schema: JsonSchema, resolve: Resolve, name: string, depth: number): unknown {
  switch (typeOf(schema)) {
    case 'string':
      return text(schema)
    case 'integer':
    case 'number':
      return number(schema)
    case 'boolean':
      return true
    case 'array': {
      const item = exampleOf((schema.items ?? {}) as JsonSchema, resolve, name, depth + 1)
      if (item !== undefined)
        return Array.from({ length: Math.max(1, Number(schema.minItems ?? 1)) }, () => item)
      return Number(schema.minItems ?? 0) === 0 ? [] : undefined
    }
    case 'object':
      return object(schema, resolve, depth)
    default:
      return undefined
  }
}

function object(schema: JsonSchema, resolve: Resolve, depth: number) {
  const required = (schema.required ?? []) as string[]
  const made: Record<string, unknown> = {}
  for (const [key, property] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)) {
    const value = exampleOf(property, resolve, key, depth + 1)
    if (value !== undefined) made[key] = value
    else if (required.includes(key)) return undefined
  }
  return made
}

function text(schema: JsonSchema) {
  const { format, minLength, maxLength } = schema
  if (typeof format === 'string') return byFormat[format]
  const made = 'text'.padEnd(Number(minLength ?? 0), ' text').slice(0, Number(maxLength ?? 200))
  return fits(made, schema) ? made : undefined
}

function number({ minimum, maximum, exclusiveMinimum }: JsonSchema) {
  const low = minimum ?? (exclusiveMinimum === undefined ? 1 : Number(exclusiveMinimum) + 1)
  return Math.min(Math.max(1, Number(low)), Number(maximum ?? Number.MAX_SAFE_INTEGER))
}

/** Does the schema take this value? Asked of strings and numbers only, as far as a word list needs it. */
function fits(value: unknown, schema: JsonSchema): boolean {
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = schema
    return (
      /^(integer|number)$/.test(String(typeOf(schema))) &&
      value >= Number(minimum) &&
      value <= Number(maximum)
    )
  }
  if (typeof value !== 'string' || typeOf(schema) !== 'string') return false
  const { pattern, format, minLength = 0, maxLength = Infinity } = schema
  if (Array.isArray(schema.enum)) return schema.enum.includes(value)
  if (format !== undefined && format !== 'password') return false
  if (value.length < Number(minLength) || value.length > Number(maxLength)) return false
  return pattern === undefined || new RegExp(String(pattern), 'u').test(value)
}
