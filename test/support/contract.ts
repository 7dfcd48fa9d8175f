/**
 * Does an answer keep to the OpenAPI document? Every answer of the whole test run is held to it: its status is one that the
 * operation names, its headers are those that are promised, its body is valid by the schema. What no operation takes gets a
 * problem document, or is told which methods there are.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { type Document, openApi } from '../../src/gateway/openapi.ts'
import { type Header, onEveryAnswer, onSome } from '../../src/gateway/openapi-headers.ts'
import { problemSchema } from '../../src/gateway/openapi-problems.ts'
import type { JsonSchema } from '../../src/gateway/openapi-schema.ts'
import type { Endpoint } from '../../src/ports/endpoint.ts'

export interface Answered {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly status: number
  readonly headers: Headers
  /** Undefined where it flows, and is read by whoever asked for it. */
  readonly body: string | undefined
}

interface Promised {
  readonly headers?: Readonly<Record<string, Header>>
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>
}

/** HTTP's own, or a server's: OpenAPI says them by other means, or not at all. */
const everybodys = [
  'allow',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'server',
  'transfer-encoding',
  'vary',
  'www-authenticate',
]

const timed = { ...onEveryAnswer, 'Server-Timing': onSome['Server-Timing'] as Header }
const preflight: Promised = { headers: timed }
const problem: Promised = {
  headers: { ...timed, 'Retry-After': onSome['Retry-After'] as Header },
  content: { 'application/problem+json': { schema: problemSchema } },
}

/**
 * A function that throws, with a sentence for each, where an answer breaks the document's word. What is not asked about is
 * not described: an operation costs some milliseconds, the whole document most of a second.
 */
export function contractOf(endpoints: readonly Endpoint[]) {
  const routes = endpoints
    .map((endpoint) => ({
      endpoint,
      pattern: patternOf(endpoint),
      promises: once(() => promisesOf(endpoint)),
    }))
    // As a router has it: what is written out goes before what may be anything.
    .sort((a, b) => a.endpoint.path.split('{').length - b.endpoint.path.split('{').length)

  function promisedFor({ method, target, status }: Answered): Promised | string {
    const path = target.split('?')[0] ?? ''
    const there = routes.filter(({ pattern }) => pattern.test(path))
    const route = there.find(({ endpoint }) => endpoint.method === (method === 'HEAD' ? 'GET' : method))
    if (route) return route.promises()(status) ?? `the status ${status} is not in the document`
    if (method === 'OPTIONS' && status === 204) return preflight
    // Whatever comes before the router: it could not be read, it is too large, too many, too late, or by nobody we know.
    const expected = [there.length > 0 ? 405 : 404, 400, 401, 408, 413, 429, 503]
    return expected.includes(status) ? problem : `no operation takes it, and it got ${status}`
  }

  return function expectKept(answered: Answered): void {
    const promised = promisedFor(answered)
    const faults =
      typeof promised === 'string'
        ? [promised]
        : [...headerFaults(promised, answered), ...bodyFaults(promised, answered)]
    if (faults.length === 0) return
    const { method, target, status } = answered
    throw new Error(`${method} ${target} → ${status} breaks the OpenAPI document:\n  ${faults.join('\n  ')}`)
  }
}

const patternOf = ({ path, rest }: Endpoint) => {
  const named = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')
  return new RegExp(`^${rest ? named.replace(/\[\^\/\]\+$/, '.+') : named}$`)
}

function once<T>(make: () => T) {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** What one operation's document says of a status. */
function promisesOf(endpoint: Endpoint) {
  const { paths, components } = openApi([endpoint], { baseUrl: '', version: '' })
  const responses = paths[endpoint.path]?.[endpoint.method.toLowerCase()]?.responses ?? {}
  const { schemas } = components
  const answers = new Map<number, Promised | undefined>()

  function promised(status: number): Promised | undefined {
    const found = followed<Promised>(responses[status], components)
    if (!found) return undefined
    const headers = Object.entries(found.headers ?? {})
    const content = Object.entries(found.content ?? {})
    return {
      headers: Object.fromEntries(headers.map(([name, header]) => [name, followed(header, components)])),
      // With the components that it refers to, each by their names.
      content: Object.fromEntries(
        content.map(([type, { schema }]) => [type, { schema: { ...schema, components: { schemas } } }]),
      ),
    }
  }
  return (status: number): Promised | undefined => {
    if (!answers.has(status)) answers.set(status, promised(status))
    return answers.get(status)
  }
}

function followed<T>(value: unknown, components: Document['components']): T {
  const { $ref } = (value ?? {}) as JsonSchema
  const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(String($ref)) ?? []
  return (kind ? components[kind]?.[name] : value) as T
}

function headerFaults({ headers: named = {} }: Promised, { headers }: Answered): string[] {
  const known = [...Object.keys(named).map((name) => name.toLowerCase()), ...everybodys]
  const strange = [...headers.keys()].filter(
    (name) => !known.includes(name) && !name.startsWith('access-control-'),
  )
  const broken = Object.entries(named).flatMap(([name, { required, schema }]) => {
    const value = headers.get(name)
    if (value === null) return required ? [`the header ${name} is missing`] : []
    return faultsOf(schema, schema.type === 'integer' ? Number(value) : value).map(
      (fault) => `${name}: ${fault}`,
    )
  })
  return [...strange.map((name) => `the header ${name} is not in the document`), ...broken]
}

function bodyFaults({ content = {} }: Promised, { method, headers, body }: Answered): string[] {
  const type = headers.get('content-type')?.replace(/;.*$/, '') ?? ''
  if (method === 'HEAD') return []
  if (headers.get('preference-applied')?.includes('return=minimal')) return []
  if (body === '' && Object.keys(content).length === 0) return []
  const media = content[type]
  if (!media) return [`a body of the type ${type} is not in the document`]
  if (body === undefined) return []
  return faultsOf(media.schema, /[/+]json$/.test(type) ? JSON.parse(body) : body)
}

const ajv = addFormats.default(new Ajv2020({ strict: false, logger: false, validateSchema: false }))
const known = new WeakMap<JsonSchema, ValidateFunction>()
/** By the schema's text: what two operations say alike is compiled once. */
const compiled = new Map<string, ValidateFunction>()

function faultsOf(schema: JsonSchema, value: unknown): string[] {
  const validate = known.get(schema) ?? validatorOf(schema)
  known.set(schema, validate)
  if (validate(value)) return []
  const errors: ErrorObject[] = validate.errors ?? []
  return errors.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

function validatorOf(schema: JsonSchema): ValidateFunction {
  const text = JSON.stringify(schema)
  const validate = compiled.get(text) ?? ajv.compile(schema)
  compiled.set(text, validate)
  return validate
}
