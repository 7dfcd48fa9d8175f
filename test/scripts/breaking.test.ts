import { describe, expect, test } from 'vitest'
import { breakingChanges, type Document } from '../../scripts/breaking/document.ts'
import type { Schema } from '../../scripts/breaking/schema.ts'

type Operation = Document['paths'][string][string]

const text: Schema = { type: 'string' }
const nothing: Schema = { type: 'null' }
const object = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

const answering = (schema: Schema, more: Partial<Operation> = {}): Operation => ({
  responses: { 200: { content: { 'application/json': { schema } } } },
  ...more,
})
const taking = (schema: Schema): Operation =>
  answering(text, { requestBody: { required: true, content: { 'application/json': { schema } } } })
const asking = (...parameters: NonNullable<Operation['parameters']>): Operation =>
  answering(text, { parameters })
const parameter = (schema: Schema, required = false) => ({ name: 'q', in: 'query', required, schema })

const document = (operation: Operation, components: Document['components'] = {}): Document => ({
  paths: { '/v1/things': { post: operation } },
  components,
})
const told = (before: Operation, after: Operation) =>
  breakingChanges(document(before), document(after)).map((sentence) =>
    sentence.replace(/^POST \/v1\/things: (of the answer 200, )?/, ''),
  )

type Row = [what: string, before: Operation, after: Operation, sentence: string]

const ofWhatIsSent: readonly [what: string, before: Schema, after: Schema, sentence: string][] = [
  ['a new required field', object({}), object({ a: text }, ['a']), 'a is required now'],
  [
    'an optional field that is required',
    object({ a: text }),
    object({ a: text }, ['a']),
    'a is required now',
  ],
  ['a removed field', object({ a: text }), object({}), 'a is taken no more'],
  ['another type', object({ a: text }), object({ a: { type: 'integer' } }), 'a was string, is integer'],
  ['a narrower type', { type: 'number' }, { type: 'integer' }, 'it was number, is integer'],
  ['a removed value', { enum: ['x', 'y'] }, { enum: ['x'] }, 'it takes "y" no more'],
  [
    'a list of values where all were free',
    text,
    { type: 'string', enum: ['x'] },
    'it takes a list of values only',
  ],
  ['a constant', { enum: ['x', 'y'] }, { const: 'y' }, 'it takes "x" no more'],
  ['no null any more', { anyOf: [text, nothing] }, text, 'it takes null no more'],
  ['null of a list of types', { type: ['string', 'null'] }, text, 'it takes null no more'],
  ['an alternative less', { anyOf: [text, { type: 'integer' }] }, text, 'it was integer, is string'],
  ['a lower maximum', { maximum: 9 }, { maximum: 8 }, 'it has the maximum 8, had 9'],
  [
    'a new maximum',
    { maxLength: 9, minimum: 1 },
    { maxLength: 9, minimum: 1, maximum: 8 },
    'it has the maximum 8',
  ],
  ['a shorter text', { ...text, maxLength: 9 }, { ...text, maxLength: 8 }, 'it has the maxLength 8, had 9'],
  ['a longer text', text, { ...text, minLength: 1 }, 'it has the minLength 1'],
  ['a fuller list', { minItems: 0 }, { minItems: 1 }, 'it has the minItems 1, had 0'],
  ['a pattern', text, { ...text, pattern: '^x' }, 'it has the pattern ^x'],
  [
    'a format',
    { ...text, format: 'date-time' },
    { ...text, format: 'date' },
    'it has the format date, had date-time',
  ],
  [
    'no other fields',
    { type: 'object' },
    { type: 'object', additionalProperties: false },
    'it takes no other fields any more',
  ],
  [
    'something deep inside',
    object({ a: { type: 'array', items: object({ b: { ...text, maxLength: 9 } }) } }),
    object({ a: { type: 'array', items: object({ b: { ...text, maxLength: 8 } }) } }),
    'a[].b has the maxLength 8, had 9',
  ],
]

const ofWhatIsAnswered: readonly [what: string, before: Schema, after: Schema, sentence: string][] = [
  ['a removed field', object({ a: text }, ['a']), object({}), 'a is gone'],
  ['a field that may be missing', object({ a: text }, ['a']), object({ a: text }), 'a may be missing now'],
  [
    'a field that may be null',
    object({ a: text }),
    object({ a: { anyOf: [text, nothing] } }),
    'a may be null now',
  ],
  ['another type', text, { type: 'boolean' }, 'it was string, is boolean'],
  ['a wider type', { type: 'integer' }, { type: 'number' }, 'it was integer, is number'],
  ['an alternative more', text, { anyOf: [text, { type: 'integer' }] }, 'it was string, is integer'],
  [
    'another format',
    { ...text, format: 'date' },
    { ...text, format: 'date-time' },
    'it has the format date-time, had date',
  ],
  ['no format', { ...text, format: 'uuid' }, text, 'it has the format no more, had uuid'],
  [
    'something in all of its parts',
    { allOf: [object({ a: text }, ['a']), object({ b: text }, ['b'])] },
    { allOf: [object({ a: text }, ['a']), object({}, [])] },
    'b is gone',
  ],
]

const header = (required: boolean) => ({ ETag: { required, schema: text } })
const ofTheRest: readonly Row[] = [
  [
    'a removed answer',
    { responses: { 200: {}, 201: {} } },
    { responses: { 201: {} } },
    'the answer 200 is gone',
  ],
  [
    'another media type',
    { responses: { 200: { content: { 'text/csv': { schema: text } } } } },
    answering(text),
    'text/csv is gone',
  ],
  [
    'a removed header',
    { responses: { 200: { headers: header(false) } } },
    { responses: { 200: {} } },
    'the header ETag is gone',
  ],
  [
    'a header that may be missing',
    { responses: { 200: { headers: header(true) } } },
    { responses: { 200: { headers: header(false) } } },
    'the header ETag may be missing now',
  ],
  [
    'a new required parameter',
    asking(),
    asking(parameter(text, true)),
    'the query parameter q is required now',
  ],
  [
    'a parameter that is required',
    asking(parameter(text)),
    asking(parameter(text, true)),
    'the query parameter q is required now',
  ],
  ['a removed parameter', asking(parameter(text)), asking(), 'the query parameter q is taken no more'],
  [
    'a narrower parameter',
    asking(parameter({ enum: ['x', 'y'] })),
    asking(parameter({ enum: ['y'] })),
    'the query parameter q takes "x" no more',
  ],
  ['a body where none was', answering(text), taking(text), 'a body is required now'],
  ['no body any more', taking(text), answering(text), 'a body is taken no more'],
  [
    'a credential',
    answering(text, { security: [] }),
    answering(text, { security: [{ bearer: [] }] }),
    'it needs a credential now',
  ],
  [
    'a credential more',
    answering(text, { security: [{ cookie: [] }] }),
    answering(text, { security: [{ cookie: [], csrf: [] }] }),
    'cookie is not enough any more',
  ],
]

describe('breaks who sends', () => {
  test.each(ofWhatIsSent)('%s', (_what, before, after, sentence) => {
    expect(told(taking(before), taking(after))).toEqual([sentence])
  })
})

describe('breaks who reads', () => {
  test.each(ofWhatIsAnswered)('%s', (_what, before, after, sentence) => {
    expect(told(answering(before), answering(after))).toEqual([sentence])
  })
})

describe('breaks whoever calls', () => {
  test.each(ofTheRest)('%s', (_what, before, after, sentence) => {
    expect(told(before, after)).toEqual([sentence])
  })

  test.each([
    ['a removed path', {}],
    ['a removed method', { '/v1/things': { get: answering(text) } }],
  ])('%s', (_what, paths) => {
    expect(breakingChanges(document(answering(text)), { paths })).toEqual(['POST /v1/things: it is gone'])
  })

  test('what a component says, in every place that refers to it', () => {
    const at = (schema: Schema) =>
      document(answering({ $ref: '#/components/schemas/Thing' }), { schemas: { Thing: schema } })
    const holdsItself = object({ a: text, more: { $ref: '#/components/schemas/Thing' } })
    const without = object({ more: { $ref: '#/components/schemas/Thing' } })
    expect(breakingChanges(at(holdsItself), at(holdsItself))).toEqual([])
    expect(breakingChanges(at(holdsItself), at(without))).toEqual([
      'POST /v1/things: of the answer 200, a is gone',
    ])
  })
})

describe('breaks nobody:', () => {
  test.each<[what: string, before: Operation, after: Operation]>([
    ['nothing', answering(text), answering(text)],
    ['a new optional field to send', taking(object({})), taking(object({ a: text }))],
    ['a required field that is optional', taking(object({ a: text }, ['a'])), taking(object({ a: text }))],
    ['a wider type to send', taking({ type: 'integer' }), taking({ type: 'number' })],
    ['a new value to send', taking({ enum: ['x'] }), taking({ enum: ['x', 'y'] })],
    ['null to send', taking(text), taking({ anyOf: [text, nothing] })],
    ['an alternative to send', taking(text), taking({ anyOf: [{ type: 'integer' }, text] })],
    ['wider bounds to send', taking({ maximum: 8, minLength: 2 }), taking({ maximum: 9 })],
    ['a new field to read', answering(object({})), answering(object({ a: text }, ['a']))],
    ['a new value to read', answering({ enum: ['x'] }), answering({ enum: ['x', 'y'] })],
    ['no null to read', answering({ anyOf: [text, nothing] }), answering(text)],
    ['a field that is always there', answering(object({ a: text })), answering(object({ a: text }, ['a']))],
    ['a longer text to read', answering({ ...text, maxLength: 8 }), answering({ ...text, maxLength: 9 })],
    ['a new optional parameter', asking(), asking(parameter(text))],
    ['a refusal less', { responses: { 409: {} } }, { responses: {} }],
    ['a new answer', { responses: {} }, { responses: { 201: {} } }],
    ['no credential', answering(text, { security: [{ bearer: [] }] }), answering(text, { security: [] })],
    [
      'another credential',
      answering(text, { security: [{ bearer: [] }] }),
      answering(text, { security: [{ bearer: [] }, { cookie: [] }] }),
    ],
  ])('%s', (_what, before, after) => {
    expect(told(before, after)).toEqual([])
  })

  test('a new path', () => {
    const { paths } = document(answering(text))
    expect(breakingChanges({ paths: {} }, { paths })).toEqual([])
  })
})
