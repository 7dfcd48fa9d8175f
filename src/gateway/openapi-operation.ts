/** One endpoint as one operation of the document. */
import type { Endpoint } from '../ports/endpoint.ts'
import { formType } from './form.ts'
import { describe, security } from './openapi-access.ts'
import { exampleOf } from './openapi-example.ts'
import {
  headerNamed,
  headersPreferred,
  onEveryAnswer,
  type ParameterName,
  preferParameter,
} from './openapi-headers.ts'
import { byStatus, isStored, problemResponse, problemsOf } from './openapi-problems.ts'
import type { JsonSchema, SchemaBook } from './openapi-schema.ts'
import { isTagged } from './respond.ts'
import { maxQueryLength } from './validate.ts'

/** What operations share: each asks for what it needs, and the document lists what was asked for. */
export interface Components {
  readonly schemas: SchemaBook
  header(name: string): { readonly $ref: string }
  parameter(name: ParameterName): { readonly $ref: string }
  response(name: string, make: () => object): { readonly $ref: string }
}

/** `invoices:update` → `invoicesUpdate`. */
export const operationId = (action: string) =>
  action.replaceAll(/[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())

export function operation(endpoint: Endpoint, components: Components) {
  const { input, summary, tag, action } = endpoint
  return {
    operationId: operationId(action),
    summary: summary.replace(/\.$/, ''),
    description: describe(endpoint),
    tags: [tag],
    security: security(endpoint),
    ...listed('parameters', parametersOf(endpoint, components)),
    ...(input.body || input.form || input.raw ? { requestBody: requestBody(endpoint, components) } : {}),
    responses: responses(endpoint, components),
  }
}

const listed = (key: string, items: readonly unknown[]) => (items.length > 0 ? { [key]: items } : {})

const givesETag = (endpoint: Endpoint) =>
  isTagged(endpoint) || (endpoint.output.headers?.some((name) => name.toLowerCase() === 'etag') ?? false)

function parametersOf(endpoint: Endpoint, components: Components) {
  const { input, path, method } = endpoint
  const params = fieldsOf(input.params, components)
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...described(params.properties[name] ?? { type: 'string' }, components, name),
  }))
  const query = fieldsOf(input.query, components)
  const inQuery = Object.entries(query.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query.required.includes(name),
    ...described(bounded(schema), components, ''),
  }))
  const named: ParameterName[] = []
  // The form of a page has a field for it.
  if (endpoint.idempotent && !input.form) named.push('IdempotencyKey')
  if (endpoint.conditional) named.push(endpoint.conditional === 'required' ? 'IfMatch' : 'IfMatchOrNot')
  if (method === 'GET' && givesETag(endpoint)) named.push('IfNoneMatch')
  const inHeader = (input.headers ?? []).map((name) => ({
    name,
    in: 'header',
    required: false,
    schema: { type: 'string', maxLength: maxQueryLength },
  }))
  const preferred = endpoint.prefers ? [preferParameter(endpoint.prefers)] : []
  const ours = named.map((name) => components.parameter(name))
  return [...inPath, ...inQuery, ...inHeader, ...ours, ...preferred]
}

/** What says no more of its length has as much room as the whole query. */
function bounded(schema: JsonSchema): JsonSchema {
  const { type, enum: values, format } = schema
  return type === 'string' && !values && !format ? { maxLength: maxQueryLength, ...schema } : schema
}

function fieldsOf(schema: Endpoint['input']['query'], { schemas }: Components) {
  const { properties = {}, required = [] } = schema ? schemas.resolve(schemas.of(schema, 'input')) : {}
  return { properties: properties as Record<string, JsonSchema>, required: required as readonly string[] }
}

function described(schema: JsonSchema, { schemas }: Components, name: string) {
  const { description, ...rest } = schema
  const example = name ? exampleOf(schema, schemas.resolve, name) : undefined
  return {
    ...(description === undefined ? {} : { description }),
    schema: rest,
    ...(example === undefined ? {} : { example }),
  }
}

function requestBody({ input }: Endpoint, { schemas }: Components) {
  if (input.raw) return { required: true, content: { 'application/json': { schema: unread } as JsonSchema } }
  const schema = schemas.of((input.form ?? input.body) as NonNullable<typeof input.body>, 'input')
  const mediaTypes = input.form ? [formType] : ['application/json', ...(input.mediaTypes ?? [])]
  return {
    required: !input.bodyMayBeAbsent,
    content: Object.fromEntries(mediaTypes.map((type) => [type, withExample(schema, schemas)])),
  }
}

const unread: JsonSchema = { type: 'object', description: 'As whoever signs it defines it.' }

function withExample(schema: JsonSchema, schemas: SchemaBook) {
  const example = exampleOf(schema, schemas.resolve)
  return { schema, ...(example === undefined ? {} : { example }) }
}

function responses(endpoint: Endpoint, components: Components) {
  const { output, method } = endpoint
  const names = Object.keys(onEveryAnswer)
  const headers = (more: readonly string[]) =>
    Object.fromEntries([...names, ...more].map((name) => [headerNamed(name)[0], components.header(name)]))
  const own = [
    ...(output.headers ?? []),
    ...(givesETag(endpoint) ? ['ETag'] : []),
    ...(endpoint.idempotent ? ['Idempotency-Replayed'] : []),
    ...headersPreferred(endpoint.prefers),
    ...(endpoint.unrecognised ? [] : ['Server-Timing']),
  ]
  const { status, description, mediaType } = output
  const leadsOn = status === 303
  const answered = { description, headers: headers(own) }
  const all: Record<string, unknown> = {
    [status]: leadsOn ? answered : { ...answered, ...content(endpoint, components) },
  }
  if (endpoint.prefers?.includes('return=minimal') && output.status === 200)
    all[204] = { description: 'As preferred: done, and nothing more to say.', headers: headers(own) }
  if (leadsOn && mediaType) all[200] = { ...answered, description: shown, ...content(endpoint, components) }
  if (method === 'GET' && givesETag(endpoint))
    all[304] = components.response(['not-modified', ...own.filter(isSeldom)].join('.'), () => ({
      description: 'What you have is still current.',
      headers: headers(own),
    }))
  const page = endpoint.refused !== undefined
  const refer = (name: string, always: boolean) =>
    always ? { ...headerNamed(name)[1], required: true } : components.header(name)
  if (page && !leadsOn)
    all[303] = components.response('elsewhere', () => ({
      description: elsewhere,
      headers: headers(['Location', 'Set-Cookie']),
    }))
  for (const [status, codes] of byStatus(problemsOf(endpoint))) {
    const replayed = endpoint.idempotent && codes.some(isStored)
    const name = `${page ? 'page.' : ''}${replayed ? 'stored.' : ''}${codes.join('.')}`
    all[status] = components.response(name, () => {
      const made = problemResponse(codes, refer, page)
      const more = [
        'Server-Timing',
        ...(replayed ? ['Idempotency-Replayed'] : []),
        ...(page ? ['Set-Cookie', 'X-Robots-Tag'] : []),
      ]
      return { ...made, headers: { ...headers(more), ...made.headers } }
    })
  }
  return all
}

const isSeldom = (header: string) => !['ETag', 'Server-Timing'].includes(header)
const shown = 'Shown in place of leading on.'
const elsewhere = 'Leads to where one can sign in, or prove again who one is.'

function content({ output }: Endpoint, { schemas }: Components) {
  if (!output.body && !output.mediaType) return {}
  const text = output.mediaType === 'application/json' ? {} : { type: 'string' }
  const schema = output.body ? schemas.of(output.body, 'output') : text
  if (!output.mediaType) return { content: { 'application/json': withExample(schema, schemas) } }
  const mediaTypes = [output.mediaType, ...(output.alternatives ?? [])].map((type) =>
    type.replace(/;.*$/, ''),
  )
  return { content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])) }
}
