/** What can be asked of every entity: the same verbs for all, made from the declaration. */
import * as z from 'zod'
import { isUuid } from '../core/ids.ts'
import { uuid } from '../core/text.ts'
import { type CacheUse, type Endpoint, endpoint } from '../ports/endpoint.ts'
import type { Preference } from '../ports/preference.ts'
import { rowKey } from '../store/cache.ts'
import { pageQuery, pageShape } from '../store/page.ts'
import type { Action } from './action.ts'
import { acting } from './collection/action.ts'
import { creation } from './collection/create.ts'
import { finding } from './collection/find.ts'
import { history, historyShape } from './collection/history.ts'
import { listing } from './collection/list.ts'
import { removal } from './collection/remove.ts'
import { updating } from './collection/update.ts'
import type { Entity } from './declaration.ts'
import { queryOf } from './query.ts'

export function entityEndpoints(entity: Entity): readonly Endpoint[] {
  return [
    createEndpoint(entity),
    listEndpoint(entity),
    readEndpoint(entity),
    historyEndpoint(entity),
    updateEndpoint(entity),
    deleteEndpoint(entity),
    ...entity.actions.map((action) => actionEndpoint(entity, action)),
  ]
}

const trying: readonly Preference[] = ['return=minimal', 'tx=rollback']

/** In canonical spelling only: the cache knows a row by no other. */
const params = z.strictObject({ id: uuid })

/** What all verbs of an entity have in common. */
function named({ name }: Entity, verb: string) {
  return {
    action: `${name}:${verb}`,
    tag: name.charAt(0).toUpperCase() + name.slice(1),
    access: { permission: `domain:${name}:${verb}` },
    limits: ['address'] as const,
  }
}

/** The row that a path names, for entities that are cached at all. */
function rowCache({ cache, table }: Entity, use: CacheUse['use']): { cache?: CacheUse } {
  if (!cache) return {}
  return { cache: { use, key: ({ id = '' }) => (isUuid(id) ? rowKey(table, id) : undefined) } }
}

function createEndpoint(entity: Entity): Endpoint {
  const create = creation(entity)
  return endpoint({
    ...named(entity, 'create'),
    method: 'POST',
    path: `/v1/${entity.name}`,
    summary: `Create ${entity.singular}`,
    input: { body: entity.create },
    output: {
      status: 201,
      description: 'It exists now, and is yours.',
      body: entity.output,
      headers: ['Location', 'ETag'],
    },
    problems: ['validation', 'conflict'],
    idempotent: true,
    prefers: trying,
    run: (call) => create(call, call.input.body),
  })
}

function listEndpoint(entity: Entity): Endpoint {
  const list = listing(entity)
  const { schema, parse } = queryOf(entity)
  return endpoint({
    ...named(entity, 'list'),
    method: 'GET',
    path: `/v1/${entity.name}`,
    summary: `List your ${entity.name}`,
    input: { query: schema },
    output: {
      status: 200,
      description: 'One page, and where the next one begins. With `fields`, only those and the id.',
      body: z.strictObject({
        data: z.array(entity.output.partial().required({ id: true })),
        page: pageShape,
      }),
      headers: ['Link'],
    },
    problems: ['validation', 'invalid-cursor'],
    run: (call) => list(call, parse(call.input.query)),
  })
}

function readEndpoint(entity: Entity): Endpoint {
  const find = finding(entity)
  return endpoint({
    ...named(entity, 'read'),
    ...rowCache(entity, 'read'),
    method: 'GET',
    path: `/v1/${entity.name}/{id}`,
    summary: `Read ${entity.singular}`,
    input: { params },
    output: { status: 200, description: 'As it is now.', body: entity.output, headers: ['ETag'] },
    problems: ['validation', 'not-found'],
    run: (call) => find(call, call.input.params.id),
  })
}

function historyEndpoint(entity: Entity): Endpoint {
  const tell = history(entity)
  const { schema, parse } = pageQuery
  return endpoint({
    ...named(entity, 'history'),
    method: 'GET',
    path: `/v1/${entity.name}/{id}/history`,
    summary: `What became of ${entity.singular}, newest first`,
    input: { params, query: schema },
    output: {
      status: 200,
      description: 'One page of its audit trail. It outlives the row.',
      body: z.strictObject({ data: z.array(historyShape), page: pageShape }),
      headers: ['Link'],
    },
    problems: ['validation', 'not-found', 'invalid-cursor'],
    run: (call) => tell(call, call.input.params.id, parse(call.input.query)),
  })
}

function updateEndpoint(entity: Entity): Endpoint {
  const update = updating(entity)
  return endpoint({
    ...named(entity, 'update'),
    ...rowCache(entity, 'announce'),
    method: 'PATCH',
    path: `/v1/${entity.name}/{id}`,
    summary: `Change ${entity.singular}`,
    input: { params, body: entity.update, mediaTypes: ['application/merge-patch+json'] },
    output: { status: 200, description: 'As it is now.', body: entity.output, headers: ['ETag'] },
    problems: ['validation', 'not-found', 'conflict', 'precondition-failed'],
    conditional: true,
    idempotent: true,
    prefers: trying,
    run: (call) => update(call, call.input.params.id, call.input.body),
  })
}

function deleteEndpoint(entity: Entity): Endpoint {
  const remove = removal(entity)
  return endpoint({
    ...named(entity, 'delete'),
    ...rowCache(entity, 'announce'),
    method: 'DELETE',
    path: `/v1/${entity.name}/{id}`,
    summary: `Delete ${entity.singular}`,
    input: { params },
    output: { status: 204, description: 'Nobody finds it any more.' },
    problems: ['validation', 'not-found', 'conflict', 'precondition-failed'],
    conditional: true,
    idempotent: true,
    prefers: ['tx=rollback'],
    run: (call) => remove(call, call.input.params.id),
  })
}

function actionEndpoint(entity: Entity, action: Action): Endpoint {
  const act = acting(entity, action)
  return endpoint({
    ...named(entity, action.name),
    ...rowCache(entity, 'announce'),
    method: 'POST',
    path: `/v1/${entity.name}/{id}/${action.name}`,
    summary: action.summary,
    input: { params, ...(action.input && { body: action.input, bodyMayBeAbsent: isOptional(action.input) }) },
    output: { status: 200, description: 'As it is now.', body: entity.output, headers: ['ETag'] },
    problems: ['validation', 'not-found', 'conflict', 'precondition-failed'],
    idempotent: true,
    prefers: trying,
    run: (call) => act(call, call.input.params.id, call.input.body ?? {}),
  })
}

/** Does it take an empty object? Then nothing at all is the same. */
const isOptional = (schema: z.ZodType) => schema.safeParse({}).success
