/** Nothing that can be sent is without a bound: the published document is walked, so that no schema is forgotten. */
import { describe, expect, test } from 'vitest'
import { endpointsOf } from '../../src/endpoints.ts'
import { openApi } from '../../src/gateway/openapi.ts'
import { testConfig } from '../support/house.ts'

interface Schema {
  readonly [keyword: string]: unknown
  readonly $ref?: string
  readonly type?: string | readonly string[]
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly (
    | { readonly $ref: string }
    | { readonly name: string; readonly schema: Schema }
  )[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Schema }> }
}

const config = testConfig()
const document = JSON.parse(
  JSON.stringify(openApi(endpointsOf(config), { baseUrl: config.baseUrl, version: '0.0.0' })),
)
const operations: Operation[] = Object.values(document.paths as Record<string, Record<string, Operation>>)
  .flatMap((path) => Object.values(path))
  .filter(({ operationId }) => operationId)

const resolve = <T extends object>(value: T): T => {
  const { $ref } = value as Schema
  if (!$ref) return value
  return $ref
    .slice(2)
    .split('/')
    .reduce((at, step) => at[step], document)
}

/** Of a fixed length, or of a length that what it means bounds. */
const boundedFormats = ['uuid', 'date', 'date-time']

/** What a browser makes and may add to (WebAuthn L3 §5.1): its members that we read are bounded, the rest by the body's size. */
/** Made by browsers, or by a provider whose events grow as it likes: what is not known there is not looked at. */
const madeByOthers = /\.response(\.response|\.clientExtensionResults)?$|^\w+Hear$/

/** Every way in which this schema takes more than it needs. */
function unbounded(schema: Schema, at: string): string[] {
  const one = resolve(schema)
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((word) => (one[word] as Schema[] | undefined) ?? [])
  if (parts.length > 0) return parts.flatMap((part, index) => unbounded(part, `${at}|${index}`))
  const types = [one.type].flat()
  const found: string[] = []
  if (one.enum || 'const' in one) return found
  if (types.includes('string') && one.maxLength === undefined && !boundedFormats.includes(`${one.format}`))
    found.push(`${at}: a string without an end`)
  if (types.includes('array')) {
    if (one.maxItems === undefined) found.push(`${at}: a list without an end`)
    found.push(...unbounded(one.items as Schema, `${at}[]`))
  }
  if (types.includes('object')) {
    if (one.additionalProperties !== false && !madeByOthers.test(at)) found.push(`${at}: takes unknown keys`)
    for (const [name, property] of Object.entries((one.properties ?? {}) as Record<string, Schema>))
      found.push(...unbounded(property, `${at}.${name}`))
  }
  if (types.includes(undefined)) found.push(`${at}: of no type`)
  return found
}

describe('what can be sent has an end', () => {
  const bodies = operations.flatMap(({ operationId, requestBody }) =>
    Object.entries(requestBody?.content ?? {}).map(
      ([type, { schema }]) => [operationId, type, schema] as const,
    ),
  )

  test.each(bodies)('in the body of %s (%s) [V2.2.1]', (id, _type, schema) => {
    expect(unbounded(schema, id)).toEqual([])
  })

  const parameters = operations.flatMap(({ operationId, parameters = [] }) =>
    parameters
      .map((parameter) => resolve(parameter) as { name: string; in: string; schema: Schema })
      .filter((parameter) => parameter.in !== 'header') // the server's own limit holds them all
      .map(({ name, schema }) => [operationId, name, schema] as const),
  )

  test.each(parameters)('in the parameters of %s: %s [V2.2.1]', (id, name, schema) => {
    expect(unbounded(schema, `${id} ${name}`)).toEqual([])
  })

  test('and there is something to look at', () => {
    expect(bodies.length).toBeGreaterThan(5)
    expect(parameters.length).toBeGreaterThan(20)
  })
})

test.each<[Schema, number]>([
  [{ type: 'string' }, 1],
  [{ type: 'string', format: 'email' }, 1],
  [{ type: ['string', 'null'] }, 1],
  [{ type: 'array', maxItems: 2, items: { type: 'string' } }, 1],
  [{ type: 'object', properties: { a: { type: 'string' } } }, 2],
  [{ anyOf: [{ type: 'null' }, { type: 'string' }] }, 1],
  [{}, 1],
  [{ type: 'string', maxLength: 3 }, 0],
])('the walk finds what it looks for: %j', (schema, count) => {
  expect(unbounded(schema, 'x')).toHaveLength(count)
})
