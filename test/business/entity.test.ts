import { sql } from 'drizzle-orm'
import { index, integer, jsonb, numeric, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { identity, lifecycle } from '../../src/business/columns.ts'
import type { Declaration } from '../../src/business/declaration.ts'
import { entityEndpoints } from '../../src/business/endpoints.ts'
import { entity } from '../../src/business/entity.ts'

const boats = {
  ...identity(),
  name: text().notNull(),
  captain: text(),
  captainIndex: text(),
  length: integer(),
  harbour: uuid(),
  log: jsonb(),
  state: text().notNull().default('afloat'),
  ...lifecycle(),
}
const table = pgTable('boats', boats, (columns) => [index().on(columns.ownerId, columns.name, columns.id)])
const unique = pgTable('boats', boats, (columns) => [
  index().on(columns.ownerId, columns.name, columns.id),
  uniqueIndex().on(columns.ownerId, columns.captainIndex),
])

const create = z.strictObject({ name: z.string(), captain: z.string().nullable().optional() })
const sound: Declaration = {
  name: 'boats',
  singular: 'a boat',
  table,
  scope: 'owner',
  create,
  update: create.partial(),
  output: { name: z.string(), captain: z.string().nullable(), state: z.string() },
  audited: ['name', 'length', 'harbour', 'state'],
  redacted: ['log'],
  sensitive: { captain: { lookup: 'captainIndex' } },
  filterable: ['name', 'captain'],
  sortable: ['name'],
  cache: false,
}

test('a sound declaration becomes an entity that knows what the log may hold', () => {
  expect(entity(sound).classified).toEqual({
    table: 'boats',
    key: 'id',
    audited: [
      ...['id', 'owner_id', 'created_by', 'version', 'created_at', 'updated_at', 'deleted_at'],
      ...['name', 'length', 'harbour', 'state'],
    ],
    redacted: ['log', 'captain', 'captain_index'],
  })
})

test('every endpoint asks for a permission, is limited, and says whether it is retried or conditional', () => {
  const endpoints = entityEndpoints(
    entity({ ...sound, sensitive: {}, redacted: ['log', 'captain', 'captainIndex'], cache: true }),
  )
  const told = endpoints.map(({ method, path, action, access, limits, cache, conditional, idempotent }) => ({
    call: `${method} ${path} ${action}`,
    permission: (access as { permission: string }).permission,
    limits,
    cache: cache?.use,
    conditional,
    idempotent,
  }))
  const as = (call: string, verb: string, rest: object = {}) => ({
    call: `${call} boats:${verb}`,
    permission: `domain:boats:${verb}`,
    limits: ['address'],
    cache: undefined,
    conditional: undefined,
    idempotent: undefined,
    ...rest,
  })
  const change = { cache: 'announce', conditional: 'required', idempotent: true }
  expect(told).toEqual([
    as('POST /v1/boats', 'create', { idempotent: true }),
    as('GET /v1/boats', 'list'),
    as('POST /v1/boats/bulk', 'bulk', { idempotent: true }),
    as('GET /v1/boats/export', 'export'),
    as('GET /v1/boats/{id}', 'read', { cache: 'read' }),
    as('GET /v1/boats/{id}/history', 'history'),
    as('PATCH /v1/boats/{id}', 'update', change),
    as('DELETE /v1/boats/{id}', 'delete', change),
    as('POST /v1/boats/{id}/restore', 'restore', { ...change, conditional: 'optional' }),
  ])
  const id = '01a20676-c90b-7d08-a2c9-be0488f0145b'
  for (const { cache } of endpoints.filter((endpoint) => endpoint.cache)) {
    expect(cache?.key({ id })).toBe(`row:boats:${id}`)
    expect([cache?.key({ id: '1' }), cache?.key({ id: id.toUpperCase() }), cache?.key({})]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  }
})

describe('a declaration is refused', () => {
  test.each<[why: string, wrong: Partial<Declaration>, sentence: string]>([
    [
      'with a column that nobody classified',
      { audited: ['name', 'length', 'harbour'] },
      '"state" is neither',
    ],
    ['with a column classified twice', { redacted: ['log', 'name'] }, '"name" is classified twice'],
    [
      'that takes the lifecycle out of the log',
      { redacted: ['log', 'version'] },
      '"version" is classified already',
    ],
    ['under another name than its table', { name: 'ships' }, '"ships" is not the name of the table'],
    [
      'that caches what is sensitive',
      { cache: true },
      '"captain" is sensitive: such an entity cannot be cached',
    ],
    ['that sorts by what is encrypted', { sortable: ['captain'] }, '"captain" is encrypted and has no order'],
    [
      'that filters by what is encrypted',
      { sensitive: { captain: {}, captainIndex: {} } },
      '"captain" is encrypted; give it a lookup',
    ],
    [
      'that wants an encrypted value to be unique',
      { table: unique },
      '"captainIndex" is a blind index: no unique index can be kept over it while keys are rotated',
    ],
    ['that shows a blind index', { output: { captainIndex: z.string() } }, '"captainIndex" is a blind index'],
    [
      'that sorts without an index',
      { sortable: ['length'] },
      '"length" is sortable: give the table an index',
    ],
    [
      'that searches what is encrypted',
      { searchable: ['captain'] },
      '"captain" is encrypted and cannot be searched',
    ],
    [
      'that searches without an index',
      { searchable: ['name'] },
      '"name" is searchable: give the table searchIndex',
    ],
    ['that searches numbers', { searchable: ['length'] }, '"length" is searchable but is no text'],
    [
      'that expands what refers to nothing',
      { expandable: ['harbour'] },
      '"harbour" is expandable but refers to nothing',
    ],
    [
      'that permits what is no verb',
      { permissions: { remove: ['admin'] } },
      '"remove" stands in "permissions" but is no verb',
    ],
    ['that filters by JSON', { filterable: ['log'] }, '"log" is JSON'],
    [
      'that filters by no column',
      { filterable: ['colour'] },
      '"colour" stands in "filterable" but is no column',
    ],
    [
      'that takes a reserved column',
      { create: create.extend({ ownerId: z.uuid() }) },
      '"ownerId" is the server’s',
    ],
    ['that takes a derived column', { derived: ['name'] }, '"name" is the server’s'],
    [
      'that takes what it does not know',
      { create: z.object({ name: z.string() }) as never },
      '"create" must be a z.strictObject',
    ],
    [
      'that would reset fields',
      { update: z.strictObject({ name: z.string().default('x') }) },
      '"name" has a default in "update"',
    ],
    ['whose update requires a field', { update: create }, '"name" must be optional in "update"'],
    [
      'that clears what cannot be null',
      { update: z.strictObject({ name: z.string().nullable().optional() }) },
      '"name" takes null',
    ],
    [
      'that leaves out what cannot be null',
      { create: z.strictObject({}) },
      '"name" cannot be null: require it',
    ],
    [
      'that does not require what cannot be null',
      { create: create.partial() },
      '"name" cannot be null: require it',
    ],
    [
      'that sets what has a default in the table',
      { create: create.extend({ state: z.string() }) },
      '"state" has a default in the table',
    ],
    [
      'that empties what cannot be empty',
      { kept: { when: sql`true`, without: ['state', 'version'] } },
      '"version" stands in "without" but cannot be emptied',
    ],
    [
      'that empties no column',
      { kept: { when: sql`true`, without: ['colour'] } },
      '"colour" stands in "without" but is no column',
    ],
    ['whose reference is no uuid', { references: { length: entity(sound) } }, '"length" refers to a row'],
    [
      'that encrypts a number',
      {
        sensitive: { captain: { lookup: 'captainIndex' }, length: {} },
        audited: ['name', 'harbour', 'state'],
      },
      '"length" is sensitive: its column must be text',
    ],
  ])('%s', (_why, wrong, sentence) => {
    const declare = () => entity({ ...sound, ...wrong })
    expect(declare).toThrow(`src/entities/${wrong.name ?? 'boats'}.ts, entity "${wrong.name ?? 'boats'}": `)
    expect(declare).toThrow(sentence)
  })

  const sail = {
    ...{ name: 'sail', summary: 'Set sail', event: 'sailed', state: 'state', changes: ['state'] },
    decide: () => ({ change: {} }),
  }
  test.each<[why: string, wrong: object, sentence: string]>([
    [
      'on a state without a closed list',
      { state: 'name' },
      '"name" is the state of the action "sail" but has no',
    ],
    [
      'on a state that is no column',
      { state: 'wind' },
      '"wind" is the state of the action "sail" but has no',
    ],
    [
      'that changes the lifecycle',
      { changes: ['version'] },
      '"version" cannot be changed by the action "sail"',
    ],
    ['that changes no column', { changes: ['wind'] }, '"wind" cannot be changed by the action "sail"'],
    ['under the name of a verb', { name: 'restore' }, '"restore" is the name of two verbs'],
    ['under no name for a path', { name: 'Set sail' }, '"Set sail" is no name for an action'],
    ['that tells of a verb', { event: 'deleted' }, '"deleted" is the name of two events'],
    ['that tells of no word', { event: 'a.b' }, '"a.b" is no name for an event'],
  ])('with an action %s', (_why, wrong, sentence) => {
    const withState = pgTable(
      'boats',
      {
        ...identity(),
        name: text().notNull(),
        state: text({ enum: ['afloat', 'sunk'] }).notNull(),
        ...lifecycle(),
      },
      (columns) => [index().on(columns.ownerId, columns.name, columns.id)],
    )
    const declare = () =>
      entity({
        ...{ ...sound, table: withState, sensitive: {}, redacted: [], audited: ['name', 'state'] },
        ...{
          create: z.strictObject({ name: z.string() }),
          update: z.strictObject({ name: z.string().optional() }),
        },
        ...{ output: {}, filterable: [], derived: ['state'], actions: [{ ...sail, ...wrong }] },
      })
    expect(declare).toThrow(sentence)
  })

  test('with a column that the capture of its changes could not name', () => {
    const spans = pgTable('boats', { ...identity(), end: text(), ...lifecycle() })
    const whole = { table: spans, create: z.strictObject({}), update: z.strictObject({}), output: {} }
    const lists = { audited: ['end'], redacted: [], sensitive: {}, sortable: [] }
    expect(() => entity({ ...sound, ...whole, ...lists, filterable: [] })).toThrow(
      '"end" means something to PL/pgSQL',
    )
  })

  test('with a filter under a name of the query', () => {
    const limits = pgTable('boats', { ...identity(), limit: text(), ...lifecycle() })
    const whole = { table: limits, create: z.strictObject({}), update: z.strictObject({}), output: {} }
    const lists = { audited: ['limit'], redacted: [], sensitive: {}, sortable: [] }
    expect(() => entity({ ...sound, ...whole, ...lists, filterable: ['limit'] })).toThrow(
      '"limit" is filterable under',
    )
    expect(() => entity({ ...sound, ...whole, ...lists, filterable: [] })).not.toThrow()
  })

  test('that emits what never happens', () => {
    expect(() => entity({ ...sound, emits: ['created', 'sunk'] })).toThrow(
      '"sunk" stands in "emits" but never happens',
    )
  })

  test('with all its faults at once', () => {
    const declare = () => entity({ ...sound, audited: ['name'], sortable: ['length'] })
    expect(declare).toThrow(/"length".+"harbour".+"state".+"length" is sortable/)
  })

  test('with a column that JSON could not tell exactly', () => {
    const inexact = pgTable('boats', { ...identity(), price: numeric(), ...lifecycle() })
    expect(() => entity({ ...sound, table: inexact })).toThrow(
      'src/entities/boats.ts, entity "boats": field "price" is a PgNumeric',
    )
  })
})
