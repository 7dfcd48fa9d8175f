/** What of a changed OpenAPI document breaks the programs that were written by the old one? */
import type { Direction } from './bounds.ts'
import { type Resolve, type Schema, schemaFaults } from './schema.ts'

interface Reference {
  readonly $ref?: string
}

interface Parameter extends Reference {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: Schema
}

interface Header extends Reference {
  readonly required?: boolean
  readonly schema: Schema
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

interface Response extends Reference {
  readonly headers?: Readonly<Record<string, Header>>
  readonly content?: Content
}

interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, Response>>
  readonly security?: readonly Readonly<Record<string, unknown>>[]
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: Readonly<Record<string, Readonly<Record<string, object>>>>
}

/** Sentences, each beginning with the operation: `PATCH /v1/invoices/{id}: …`; none where nothing breaks. */
export function breakingChanges(before: Document, after: Document): string[] {
  const old = resolver(before)
  const now = resolver(after)
  const faultsOf = (direction: Direction) => schemaFaults(direction, old as Resolve, now as Resolve)

  function operationFaults(was: Operation, is: Operation): string[] {
    return [
      ...securityFaults(was, is),
      ...parameterFaults(was, is),
      ...bodyFaults(was, is),
      ...responseFaults(was, is),
    ]
  }

  function parameterFaults(was: Operation, is: Operation): string[] {
    const keyed = (all: readonly Parameter[] = [], resolve: typeof old) =>
      new Map(all.map(resolve).map((one) => [`the ${one.in} parameter ${one.name}`, one]))
    const had = keyed(was.parameters, old)
    const has = keyed(is.parameters, now)
    const required = [...has].filter(([name, { required }]) => required && !had.get(name)?.required)
    return [
      ...[...had.keys()].filter((name) => !has.has(name)).map((name) => `${name} is taken no more`),
      ...required.map(([name]) => `${name} is required now`),
      ...[...had].flatMap(([name, { schema }]) => {
        const after = has.get(name)?.schema
        return after ? faultsOf('sent')({ before: schema, after }, name) : []
      }),
    ]
  }

  function bodyFaults({ requestBody: was }: Operation, { requestBody: is }: Operation): string[] {
    if (!was) return is?.required ? ['a body is required now'] : []
    if (!is) return ['a body is taken no more']
    return [
      ...(is.required && !was.required ? ['a body is required now'] : []),
      ...contentFaults('sent', was.content, is.content),
    ]
  }

  /** A refusal that can no longer happen is no loss. */
  function responseFaults({ responses: was }: Operation, { responses: is }: Operation): string[] {
    return Object.entries(was).flatMap(([status, reference]) => {
      const promised = is[status]
      if (!promised) return status < '400' ? [`the answer ${status} is gone`] : []
      const [before, after] = [old(reference), now(promised)]
      const found = [
        ...headerFaults(before, after),
        ...contentFaults('answered', before.content ?? {}, after.content ?? {}),
      ]
      return found.map((fault) => `of the answer ${status}, ${fault}`)
    })
  }

  function headerFaults({ headers: was = {} }: Response, { headers: is = {} }: Response): string[] {
    return Object.entries(was).flatMap(([name, reference]) => {
      const header = is[name]
      if (!header) return [`the header ${name} is gone`]
      const [before, after] = [old(reference), now(header)]
      const missing = before.required && !after.required ? [`the header ${name} may be missing now`] : []
      return [
        ...missing,
        ...faultsOf('answered')({ before: before.schema, after: after.schema }, `the header ${name}`),
      ]
    })
  }

  function contentFaults(direction: Direction, was: Content, is: Content): string[] {
    return Object.entries(was).flatMap(([type, { schema }]) => {
      const after = is[type]?.schema
      if (!after) return [`${type} is ${direction === 'sent' ? 'taken no more' : 'gone'}`]
      return faultsOf(direction)({ before: schema, after }, '')
    })
  }

  return Object.entries(before.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, was]) => {
      const is = after.paths[path]?.[method]
      const faults = is ? operationFaults(was, is) : ['it is gone']
      return [...new Set(faults)].map((fault) => `${method.toUpperCase()} ${path}: ${fault}`)
    }),
  )
}

/** Every credential that was enough must be enough still. */
function securityFaults({ security: was = [] }: Operation, { security: is = [] }: Operation): string[] {
  if (is.length === 0) return []
  if (was.length === 0) return ['it needs a credential now']
  const enough = (credentials: object) =>
    is.some((needed) => Object.keys(needed).every((name) => name in credentials))
  return was
    .filter((credentials) => !enough(credentials))
    .map((credentials) => `${Object.keys(credentials).join(' with ')} is not enough any more`)
}

function resolver({ components = {} }: Document) {
  return function resolve<T extends Reference>(value: T): T {
    const [, kind = '', name = ''] = /^#\/components\/(\w+)\/(.+)$/.exec(value.$ref ?? '') ?? []
    return kind ? resolve((components[kind]?.[name] ?? {}) as T) : value
  }
}
