/** The API, described in OpenAPI 3.1: made from the one list of endpoints, so it cannot say what is not so. */
import type { Endpoint } from '../ports/endpoint.ts'
import { headerNamed, parameters } from './openapi-headers.ts'
import { type Components, operation, operationId } from './openapi-operation.ts'
import { problemSchema } from './openapi-problems.ts'
import { type JsonSchema, schemaBook } from './openapi-schema.ts'

export interface DocumentOptions {
  /** The public origin, without a trailing slash. */
  readonly baseUrl: string
  readonly version: string
}

export interface Document {
  readonly openapi: string
  readonly info: {
    readonly title: string
    readonly version: string
    readonly description: string
    readonly [key: string]: unknown
  }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>
  readonly [key: string]: unknown
}

export type Operation = ReturnType<typeof operation> & {
  readonly parameters?: readonly JsonSchema[]
  readonly requestBody?: { readonly content: Readonly<Record<string, JsonSchema>> }
}

const description = `Every answer carries \`X-Request-Id\`. Every failure is a problem document (RFC 9457) with a code
from a closed list. A change to something that exists needs \`If-Match\`; a write can be repeated safely with an
\`Idempotency-Key\`. Times are RFC 3339 in UTC, money is an integer of minor units with its currency, ids are UUIDv7.`

const tagTexts: Readonly<Record<string, string>> = {
  Audit: 'The log of everything that happened, its tree, and proofs of what is in it.',
  Auth: 'Who is calling: registration, sessions, credentials.',
  Customers: 'Whom invoices are written to.',
  Documentation: 'This reference, as a page and as a document.',
  Invoices: 'What is owed: drafted, issued with a gap-free number, paid or void.',
  Mail: 'What becomes of mails, as whoever carries them tells it.',
  Pages: 'What a person opens and fills in, in a browser; it does what the API does.',
  Me: 'Oneself: what the account says of its owner.',
  Payments: 'How a payment provider tells what became of a payment.',
  System: 'Whether it lives, whether it can serve, what it counted.',
}

export function openApi(endpoints: readonly Endpoint[], { baseUrl, version }: DocumentOptions): Document {
  const used = new Map<string, Record<string, JsonSchema>>()
  const schemas = schemaBook({ Problem: problemSchema })
  const put = (kind: string, name: string, make: () => object) => {
    const group = used.get(kind) ?? {}
    used.set(kind, group)
    group[name] ??= make() as JsonSchema
    return { $ref: `#/components/${kind}/${name}` }
  }
  const components: Components = {
    schemas,
    header(name) {
      const [canonical, header] = headerNamed(name)
      return put('headers', canonical, () => header)
    },
    parameter: (name) => put('parameters', name, () => parameters[name]),
    response: (name, make) => put('responses', name, make),
  }

  const paths: Record<string, Record<string, Operation>> = {}
  const taken = new Set<string>()
  for (const endpoint of endpoints) {
    const id = operationId(endpoint.action)
    if (taken.has(id)) throw new Error(`Two endpoints are called ${endpoint.action}.`)
    taken.add(id)
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operation(endpoint, components) as Operation,
    }
  }
  const tags = [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({
    name,
    description: tagTexts[name] ?? `Everything about ${name.toLowerCase()}.`,
  }))

  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version,
      description,
      contact: { name: 'Reference', url: `${baseUrl}/docs` },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: baseUrl }],
    tags,
    paths,
    components: {
      schemas: schemas.components,
      ...Object.fromEntries(used),
      securitySchemes: securitySchemesOf(endpoints),
    },
  }
}

/** Only those that something asks for. */
function securitySchemesOf(endpoints: readonly Endpoint[]) {
  const session = endpoints.some(({ access }) => access !== 'anyone' && access !== 'operator')
  const operator = endpoints.some(({ access }) => access === 'operator')
  return { ...(session ? sessionSchemes : {}), ...(operator ? { operator: operatorScheme } : {}) }
}

const operatorScheme = { type: 'http', scheme: 'bearer', description: 'The `METRICS_TOKEN`.' }

const sessionSchemes = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'hf_s_…',
    description: 'The token that a login answered with.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-sid',
    description: 'Set by a login with `transport: "cookie"`. Not together with a bearer token.',
  },
  csrf: {
    type: 'apiKey',
    in: 'header',
    name: 'X-CSRF-Token',
    description: 'The `csrfToken` of the login, beside the cookie on every unsafe call from a page of ours.',
  },
}
