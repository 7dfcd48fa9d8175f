import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { problems } from '../../src/core/errors.ts'
import { endpointsOf } from '../../src/endpoints.ts'
import { type Document, openApi } from '../../src/gateway/openapi.ts'
import { exampleOf } from '../../src/gateway/openapi-example.ts'
import { type JsonSchema, schemaBook } from '../../src/gateway/openapi-schema.ts'
import { type Endpoint, endpoint } from '../../src/ports/endpoint.ts'
import { testConfig } from '../support/house.ts'

const run = async () => ({})
const money = z.int().min(0).describe('Minor units.')
const invoice = z
  .strictObject({
    id: z.uuid(),
    total: money,
    big: z.bigint(),
    at: z.date(),
    status: z.enum(['draft', 'issued']),
    notes: z.string().max(20).nullable(),
  })
  .meta({ id: 'Invoice' })

const list = endpoint({
  method: 'GET',
  path: '/v1/invoices',
  action: 'invoices:list',
  summary: 'List invoices.',
  tag: 'Invoices',
  input: {
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25).describe('How many.'),
      'status[in]': z
        .string()
        .transform((text) => text.split(','))
        .optional(),
    }),
  },
  output: {
    status: 200,
    description: 'A page.',
    body: z.strictObject({ data: z.array(invoice) }),
    headers: ['Link'],
  },
  problems: ['invalid-cursor'],
  access: { permission: 'invoices:read' },
  limits: ['address'],
  run,
})

const create = endpoint({
  method: 'POST',
  path: '/v1/invoices',
  action: 'invoices:create',
  summary: 'Create an invoice.',
  tag: 'Invoices',
  input: {
    body: z.strictObject({
      customerId: z.uuid(),
      currency: z.string().regex(/^[A-Z]{3}$/),
      dueOn: z.iso.date().optional(),
      lines: z
        .array(z.strictObject({ description: z.string().trim().min(1).max(200), unitAmount: money }))
        .min(1),
    }),
  },
  output: { status: 201, description: 'Created.', body: invoice, headers: ['Location', 'ETag'] },
  problems: [],
  access: 'signed-in',
  limits: ['address'],
  idempotent: true,
  run,
})

const update = endpoint({
  method: 'PATCH',
  path: '/v1/invoices/{id}',
  action: 'invoices:update',
  summary: 'Change an invoice.',
  tag: 'Invoices',
  input: {
    params: z.strictObject({ id: z.uuid() }),
    body: z.strictObject({ notes: z.string().max(20).nullable() }).partial(),
    mediaTypes: ['application/merge-patch+json'],
  },
  output: { status: 200, description: 'Changed.', body: invoice, headers: ['ETag'] },
  problems: ['conflict'],
  access: 'signed-in',
  limits: ['address'],
  conditional: 'required',
  idempotent: true,
  run,
})

const find = endpoint({
  method: 'GET',
  path: '/v1/invoices/{id}',
  action: 'invoices:find',
  summary: 'Read an invoice.',
  tag: 'Invoices',
  input: { params: z.strictObject({ id: z.uuid() }) },
  output: { status: 200, description: 'The invoice.', body: invoice, headers: ['ETag'] },
  problems: [],
  access: 'signed-in',
  limits: ['address'],
  run,
})

const page: Endpoint = endpoint({
  method: 'GET',
  path: '/metrics',
  action: 'system:metrics',
  summary: 'Metrics.',
  tag: 'System',
  input: {},
  output: { status: 200, description: 'Text.', mediaType: 'text/plain; charset=utf-8' },
  problems: [],
  access: 'operator',
  limits: ['local'],
  run,
})

const endpoints = [list, create, update, find, page]
const options = { baseUrl: 'https://api.holdfast.test', version: '1.2.3' }
const statuses = (document: Document, path: string, method: string) =>
  Object.keys(document.paths[path]?.[method]?.responses ?? {})

describe('the document', () => {
  const document = openApi(endpoints, options)

  test('has every route under its method, and no other [V2.1.1]', () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(routes.sort()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).sort())
  })

  test('names every status that the declaration makes possible', () => {
    expect(statuses(document, '/v1/invoices/{id}', 'patch')).toEqual([
      '200',
      '400',
      '401',
      '403',
      '404',
      '408',
      '409',
      '412',
      '413',
      '415',
      '422',
      '428',
      '429',
      '500',
      '503',
    ])
    expect(statuses(document, '/v1/invoices/{id}', 'get')).toContain('304')
    expect(statuses(document, '/v1/invoices', 'get')).not.toContain('415')
  })

  test('puts every header that every answer has on every answer', () => {
    const headers = document.paths['/v1/invoices']?.post?.responses as Record<string, { headers: object }>
    expect(Object.keys(headers[201]?.headers ?? {})).toEqual(
      expect.arrayContaining([
        'X-Request-Id',
        'RateLimit',
        'RateLimit-Policy',
        'ETag',
        'Location',
        'Idempotency-Replayed',
      ]),
    )
    for (const response of Object.values(document.components.responses ?? {}))
      expect(Object.keys(response.headers as object)).toEqual(
        expect.arrayContaining(['X-Request-Id', 'RateLimit']),
      )
  })

  test('asks for If-Match and offers an Idempotency-Key where the declaration does', () => {
    const references = (path: string, method: string) =>
      (document.paths[path]?.[method]?.parameters ?? []).map(({ $ref }) => $ref).filter(Boolean)
    expect(references('/v1/invoices/{id}', 'patch')).toEqual([
      '#/components/parameters/IdempotencyKey',
      '#/components/parameters/IfMatch',
    ])
    expect(references('/v1/invoices/{id}', 'get')).toEqual(['#/components/parameters/IfNoneMatch'])
  })

  test('lets a cookie change nothing without its token', () => {
    expect(document.paths['/v1/invoices']?.post?.security).toEqual([{ bearer: [] }, { cookie: [], csrf: [] }])
    expect(document.paths['/v1/invoices']?.get?.security).toEqual([{ bearer: [] }, { cookie: [] }])
    expect(document.paths['/metrics']?.get?.security).toEqual([{ operator: [] }])
  })

  test('knows every code of the closed list', () => {
    expect(document.components.schemas?.Problem).toMatchObject({
      properties: { code: { enum: Object.keys(problems) } },
    })
  })

  test('describes what travels: a date as text, a bigint as an integer, a transform by what is sent', () => {
    expect(document.components.schemas?.Invoice).toMatchObject({
      properties: { at: { type: 'string', format: 'date-time' }, big: { type: 'integer' } },
    })
    expect(document.paths['/v1/invoices']?.get?.parameters?.[1]).toMatchObject({
      name: 'status[in]',
      schema: { type: 'string' },
    })
  })

  test('refuses two endpoints of one name', () => {
    expect(() => openApi([list, { ...create, action: 'invoices:list' }], options)).toThrow('invoices:list')
  })
})

describe('of the whole house', () => {
  const whole = openApi(endpointsOf(testConfig()), options)
  const operations = Object.entries(whole.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, method, operation })),
  )
  const names = (some: typeof operations) => some.map(({ name }) => name)
  const takes = (parameter: string) =>
    names(
      operations.filter(({ operation }) =>
        (operation.parameters ?? []).some(({ $ref }) => {
          const [, name = ''] = /parameters\/(\w+)$/.exec(String($ref)) ?? []
          return (whole.components.parameters?.[name] as { name?: string } | undefined)?.name === parameter
        }),
      ),
    )
  const answers = (status: string) =>
    names(operations.filter(({ operation }) => status in operation.responses))

  test('it says where If-Match is heeded: wherever it can fail, but of many rows at once, whose versions stand in the body', () => {
    expect(answers('412')).toContain('post /v1/invoices/{id}/issue')
    expect(takes('If-Match')).toEqual(answers('412').filter((call) => !call.endsWith('/bulk')))
  })

  test('it says that every unsafe call has a size, and takes an Idempotency-Key', () => {
    const unsafe = names(operations.filter(({ method }) => method !== 'get'))
    expect(unsafe).toContain('delete /v1/auth/sessions')
    expect(answers('413')).toEqual(unsafe)
    // The form of a page cannot send a header.
    const forms = names(
      operations.filter(
        ({ operation }) => 'application/x-www-form-urlencoded' in (operation.requestBody?.content ?? {}),
      ),
    )
    expect(forms).toContain('post /sign-in')
    // What a provider tells is the same however often it is told.
    const told = ['post /v1/payments/stripe/events', 'post /v1/mail/events']
    const keyless = [...forms, ...told]
    expect(takes('Idempotency-Key')).toEqual(unsafe.filter((name) => !keyless.includes(name)))
  })
})

describe('an example', () => {
  const ajv = addFormats.default(new Ajv({ strict: false }))
  const { of, resolve } = schemaBook()

  test.each(endpoints.filter(({ input }) => input.body).map((one) => [one.action, one] as const))(
    'of %s is valid',
    (_action, { input }) => {
      const schema = of(input.body as z.ZodType, 'input')
      const example = exampleOf(schema, resolve)
      expect(ajv.validate(schema, example)).toBe(true)
      expect(input.body?.safeParse(example).success).toBe(true)
    },
  )

  test('is left out where it would be a guess', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { a: { type: 'string', pattern: '^x9$' } },
      required: ['a'],
    }
    expect(exampleOf(schema, resolve)).toBeUndefined()
  })
})

describe('to a linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
  const file = join(folder, 'openapi.json')
  const env = {
    ...process.env,
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    NO_COLOR: '1',
  }
  const lint = (name: string, ...args: string[]) =>
    promisify(execFile)(join('node_modules/.bin', name), ['lint', file, ...args], { env }).then(
      ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
      ({ code, stdout, stderr }) => ({ code, text: stdout + stderr }),
    )
  beforeAll(() => writeFileSync(file, JSON.stringify(openApi(endpoints, options), null, 2)))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('the document is sound: redocly', async () => {
    expect(await lint('redocly', '--config', 'redocly.yaml')).toMatchObject({ code: 0 })
  })

  test('the document is sound: spectral', async () => {
    expect(await lint('spectral', '--ruleset', '.spectral.yaml', '--fail-severity', 'warn')).toMatchObject({
      code: 0,
    })
  })
})
