/** A JSON Schema as a reader sees it: names, kinds, bounds; what is inside can be opened. */
import type { JsonSchema } from '../gateway/openapi-schema.ts'
import { maxQueryLength } from '../gateway/validate.ts'
import { Prose } from './layout.tsx'

export type Resolve = (schema: JsonSchema) => JsonSchema

interface Shown {
  readonly schema: JsonSchema
  readonly resolve: Resolve
  readonly depth?: number
}

export function Fields({ schema, resolve, depth = 0 }: Shown) {
  const it = inner(schema, resolve)
  const properties = Object.entries((it.properties ?? {}) as Record<string, JsonSchema>)
  const required = (it.required ?? []) as readonly string[]
  if (properties.length === 0 || depth > 4) return null
  return (
    <ul class="fields">
      {properties.map(([name, property]) => (
        <Field
          name={name}
          schema={property}
          required={required.includes(name)}
          resolve={resolve}
          depth={depth}
        />
      ))}
    </ul>
  )
}

interface FieldProps extends Shown {
  readonly name: string
  /** What the name may be followed by: `[gte]`. */
  readonly also?: readonly string[]
  readonly required: boolean
}

export function Field({ name, also = [], schema, required, resolve, depth = 0 }: FieldProps) {
  const it = resolve(schema)
  const description = (it.description ?? schema.description) as string | undefined
  const insides = insidesOf(schema, resolve)
  return (
    <li>
      <div class="field">
        <code class="name">{name}</code> <span class="kind">{kindOf(schema, resolve)}</span>
        {required && <span class="required">required</span>}
      </div>
      {also.length > 0 && (
        <p class="quiet">
          also{' '}
          {also.map((suffix) => (
            <>
              <code>
                {name}
                {suffix}
              </code>{' '}
            </>
          ))}
        </p>
      )}
      <Bounds schema={meant(schema, resolve)} />
      {description && (
        <p class="quiet">
          <Prose text={description} />
        </p>
      )}
      {insides.map((inside) => (
        <details open={depth === 0}>
          <summary>
            Inside <code>{name}</code>
            {insides.length > 1 && <Told schema={inside} resolve={resolve} />}
          </summary>
          <Fields schema={inside} resolve={resolve} depth={depth + 1} />
        </details>
      ))}
    </li>
  )
}

/** By which values one alternative is told from the others: ` where op is "create"`. */
function Told({ schema, resolve }: Shown) {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)
  const fixed = properties.filter(([, property]) => resolve(property).const !== undefined)
  return fixed.map(([name, property]) => (
    <>
      {' '}
      where <code>{name}</code> is <code>{kindOf(resolve(property), resolve)}</code>
    </>
  ))
}

/** The object that is meant, or each of several that may be; none where it is no object. */
function insidesOf(schema: JsonSchema, resolve: Resolve): readonly JsonSchema[] {
  const it = inner(schema, resolve)
  const options = ((it.anyOf ?? it.oneOf) as JsonSchema[] | undefined) ?? [it]
  return options.map((option) => inner(option, resolve)).filter(({ properties }) => properties !== undefined)
}

/** The object that is meant, if need be by an array's items. */
function inner(schema: JsonSchema, resolve: Resolve): JsonSchema {
  const it = meant(schema, resolve)
  return it.items ? inner(it.items as JsonSchema, resolve) : it
}

/** Itself, or the one alternative that is not null. */
function meant(schema: JsonSchema, resolve: Resolve): JsonSchema {
  const it = resolve(schema)
  const options = (it.anyOf ?? it.oneOf) as JsonSchema[] | undefined
  const real = options?.filter((option) => resolve(option).type !== 'null') ?? []
  return real.length === 1 && real[0] ? meant(real[0], resolve) : it
}

/** `string · uuid`, `array of integer`, `Invoice or null`. */
export function kindOf(schema: JsonSchema, resolve: Resolve): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1) ?? ''
  const { type, format, items, anyOf, oneOf, const: only } = schema
  const options = (anyOf ?? oneOf) as JsonSchema[] | undefined
  if (options) return [...new Set(options.map((option) => kindOf(option, resolve)))].join(' or ')
  if (only !== undefined) return JSON.stringify(only)
  if (items) return `array of ${kindOf(items as JsonSchema, resolve)}`
  const name = Array.isArray(type) ? type.join(' or ') : ((type as string | undefined) ?? 'any')
  return format ? `${name} · ${format}` : name
}

const bounds: readonly (readonly [key: string, say: (value: string) => string])[] = [
  ['exactly', (value) => `exactly ${value} long`],
  ['minLength', (value) => `at least ${value} long`],
  ['maxLength', (value) => `at most ${value} long`],
  ['minimum', (value) => `≥ ${value}`],
  ['exclusiveMinimum', (value) => `> ${value}`],
  ['maximum', (value) => `≤ ${value}`],
  ['minItems', (value) => `at least ${value} of them`],
  ['maxItems', (value) => `at most ${value} of them`],
  ['default', (value) => `default ${value}`],
]

/** Every length is at least 0, and whatever stands in a query is at most as long as one may be. */
const saysNothing = (key: string, value: unknown) =>
  ((key === 'minLength' || key === 'minItems') && value === 0) ||
  (key === 'maxLength' && value === maxQueryLength)

function Bounds({ schema }: { schema: JsonSchema }) {
  if (schema.minLength !== undefined && schema.minLength === schema.maxLength) {
    const { minLength, maxLength: _, ...rest } = schema
    return <Bounds schema={{ ...rest, exactly: minLength }} />
  }
  const says = (key: string) => schema[key] !== undefined && !saysNothing(key, schema[key])
  const said = bounds.flatMap(([key, say]) => (says(key) ? [say(String(schema[key]))] : []))
  return (
    <>
      <Values values={(schema.enum ?? []) as readonly unknown[]} />
      {said.length > 0 && <p class="quiet">{said.join(', ')}</p>}
    </>
  )
}

/** A long list (all the currencies) is there for who asks for it. */
function Values({ values }: { values: readonly unknown[] }) {
  if (values.length === 0) return null
  const list = values.map((value, at) => (
    <>
      {at > 0 && ', '}
      <code>{String(value)}</code>
    </>
  ))
  if (values.length <= 12) return <p class="quiet">one of {list}</p>
  return (
    <details>
      <summary>one of {values.length} values</summary>
      <p class="quiet">{list}</p>
    </details>
  )
}
