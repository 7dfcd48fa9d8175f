/** Requests that nobody should send, made from the OpenAPI document: each operation's own input, then broken. */
import fc from 'fast-check'

/** Stands in everything that is submitted; no refusal may repeat it. */
export const canary = 'Zq7Canary'

export interface Attack {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** Values that a run can use because they exist: a token, ids. */
export interface Known {
  readonly token: string
  readonly ids: readonly string[]
  readonly cursor: string
}

interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly $ref?: string
  readonly const?: unknown
}

interface Parameter {
  readonly name: string
  readonly in: string
}

interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** Every operation of the document, equally often. */
export function attacks(document: Document, known: Known): fc.Arbitrary<Attack> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => /^(get|post|patch|delete)$/.test(method))
      .map(([method, operation]) => attack(method.toUpperCase(), path, inlined(operation, document), known)),
  )
  return fc.oneof(...operations)
}

/** With each schema in the place of its name. */
function inlined<T>(part: T, document: Document): T {
  const whole = JSON.stringify(part, (_, value) => {
    const [, name = ''] = /^#\/components\/schemas\/(\w+)$/.exec(value?.$ref ?? '') ?? []
    return name ? inlined(document.components.schemas[name], document) : value
  })
  return JSON.parse(whole)
}

function attack(method: string, path: string, operation: Operation, known: Known): fc.Arbitrary<Attack> {
  const schema = operation.requestBody?.content['application/json']?.schema
  const names = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => name)
  return fc
    .record({
      params: fc.array(segment(known), { minLength: 3, maxLength: 3 }),
      query: fc.option(query(names, known), { nil: '' }),
      headers: headers(known),
      type: contentType,
      body: schema
        ? fc.option(brokenBody(schema), { nil: undefined, freq: 20 })
        : fc.option(anyBody, { nil: undefined, freq: 2 }),
    })
    .map(({ params, query, headers, type, body }) => {
      let next = 0
      const filled = path.replaceAll(/\{\w+\}/g, () => params[next++] ?? 'x')
      const sends = method !== 'GET' && body !== undefined
      return {
        method,
        path: filled + query,
        headers: { ...headers, ...(sends && { 'content-type': type }) },
        body: sends ? body : undefined,
      }
    })
}

/** Strings that break parsers, stores, logs and pages. */
const nasty = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    `${canary}\u0000`,
    '\ud800',
    `\udfff${canary}`,
    '\u202e',
    '\u200b',
    '../../etc/passwd',
    `'; drop table users; --${canary}`,
    '<script>alert(1)</script>',
    '{{7*7}}',
    '$\u007bjndi:ldap://x}',
    '%00',
    '%',
    '=cmd|x!A0',
    '__proto__',
    'constructor',
    'NaN',
    '1e309',
    '-0',
    '9'.repeat(400),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => canary + text),
  fc.integer({ min: 300, max: 70_000 }).map((length) => canary.repeat(Math.ceil(length / canary.length))),
)

const scalar = fc.oneof(
  nasty,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.bigInt().map(String),
  fc.constant([]),
  fc.constant({}),
)

const deep = fc
  .integer({ min: 20, max: 5_000 })
  .map((levels) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)

const anyBody = fc.oneof(
  nasty,
  deep,
  fc.json(),
  fc.constantFrom('null', '[]', '{}', '{"a":1,"a":2}', '{', '"', '\ufeff{}'),
)

/** A body of the right shape with something wrong in it; rarely a right one. */
function brokenBody(schema: Schema): fc.Arbitrary<string> {
  const right = shaped(schema)
  const changed = fc
    .tuple(
      right,
      fc.constantFrom(...Object.keys(schema.properties ?? { a: 1 })),
      scalar,
      fc.string({ maxLength: 12 }),
    )
    .chain(([value, key, wrong, extra]) => {
      const object = typeof value === 'object' && value !== null ? { ...value } : {}
      return fc.constantFrom<unknown>(
        { ...object, [key]: wrong },
        { ...object, [`${canary}${extra}`]: wrong },
        without(object, key),
        [object],
        wrong,
      )
    })
  return fc.oneof(
    { weight: 12, arbitrary: changed.map((value) => JSON.stringify(value) ?? 'undefined') },
    { weight: 4, arbitrary: anyBody },
    { weight: 1, arbitrary: changed.map((value) => (JSON.stringify(value) ?? '').slice(0, -1)) },
    { weight: 1, arbitrary: changed.map((value) => JSON.stringify({ value, pad: 'x'.repeat(300_000) })) },
  )
}

function without(object: object, key: string) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
}

function shaped(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const options = schema.anyOf ?? schema.oneOf
  if (options) return fc.oneof(...options.map(shaped))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'object')
    return fc.record(
      Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, value]) => [key, shaped(value)])),
      { requiredKeys: [] },
    )
  if (type === 'array') return fc.array(shaped(schema.items ?? {}), { maxLength: 3 })
  if (type === 'integer' || type === 'number')
    return fc.oneof(fc.integer({ min: -10, max: 10_000 }), fc.double())
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  return fc.oneof(
    nasty,
    fc.constantFrom(
      'a@example.com',
      '2026-01-01',
      '2026-01-01T00:00:00.000Z',
      'EUR',
      'DE',
      '018f2b7a-0000-7000-8000-0000000000aa',
    ),
  )
}

const segment = ({ ids }: Known) =>
  fc.oneof(
    fc.constantFrom(...ids),
    fc.uuid(),
    fc
      .string({ minLength: 1, maxLength: 20 })
      .map((text) => encodeURIComponent(canary + text.toWellFormed())),
    fc.constantFrom('%00', '%ff', '..', '%2e%2e', '-', '1', 'null'),
  )

function query(names: readonly string[], { cursor }: Known): fc.Arbitrary<string> {
  const value = fc.oneof(
    nasty,
    fc.constantFrom(
      '1',
      '100',
      '101',
      '-createdAt',
      'name,-createdAt',
      'a,b',
      cursor,
      cursor.slice(1),
      `${cursor}A`,
    ),
  )
  const name = fc.oneof(
    fc.constantFrom('limit', 'cursor', 'sort', 'fields', 'expand', 'q', ...names),
    fc.string({ maxLength: 10 }).map((text) => canary + text),
    fc.constantFrom('total[gte]', 'status[in]', 'name[prefix]', 'name[', '[eq]', 'limit[gte]'),
  )
  return fc
    .array(fc.tuple(name, value), { minLength: 1, maxLength: 4 })
    .map(
      (pairs) =>
        `?${pairs.map(([key, text]) => `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(text.slice(0, 3000).toWellFormed())}`).join('&')}`,
    )
}

const visible = fc.string({ unit: 'grapheme-ascii', maxLength: 60 }).map((text) => canary + text)
const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'text/plain',
      'application/json; charset=utf-16',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      'application/merge-patch+json',
      'application/xml',
      'json',
      '',
    ),
  },
  { weight: 1, arbitrary: visible },
)

function headers({ token }: Known): fc.Arbitrary<Record<string, string>> {
  const authorization = fc.oneof(
    { weight: 10, arbitrary: fc.constant(`Bearer ${token}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        'Bearer',
        'Bearer  ',
        'Basic eDp5',
        `Bearer ${token}x`,
        `bearer ${token} y`,
      ),
    },
    { weight: 1, arbitrary: visible },
  )
  return fc
    .record(
      {
        authorization,
        'if-match': fc.oneof(fc.constantFrom('"1"', '*', 'W/"1"', '"1", "2"', '"99999999999"', ''), visible),
        'if-none-match': fc.oneof(fc.constantFrom('"1"', '*'), visible),
        'idempotency-key': fc.oneof(fc.uuid(), visible, fc.constant('x'.repeat(300)), fc.constant('')),
        cookie: fc.oneof(fc.constant(`__Host-sid=${token}`), visible),
        origin: fc.constantFrom('https://evil.example', 'null'),
        'sec-fetch-site': fc.constantFrom('cross-site', 'same-origin', 'none', canary),
        prefer: fc.constantFrom('return=minimal', 'tx=rollback', canary),
        'x-request-id': visible,
        'x-forwarded-for': fc.constantFrom('127.0.0.1', canary),
      },
      { requiredKeys: ['authorization'] },
    )
    .map((all) =>
      Object.fromEntries(
        Object.entries(all).filter(
          ([name]) => name === 'authorization' || Math.abs(hash(JSON.stringify(all) + name)) % 5 === 0,
        ),
      ),
    )
}

/** Keeps most optional headers away most of the time, deterministically, so that a failure can be replayed. */
function hash(text: string): number {
  let value = 0
  for (let i = 0; i < text.length; i++) value = (value * 31 + text.charCodeAt(i)) | 0
  return value
}
