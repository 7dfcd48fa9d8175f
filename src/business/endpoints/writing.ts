/** How an entity's rows come, change and go. */
import type * as z from 'zod'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import type { Action } from '../action.ts'
import { acting } from '../collection/action.ts'
import { creation } from '../collection/create.ts'
import { removal } from '../collection/remove.ts'
import { restoration } from '../collection/restore.ts'
import { updating } from '../collection/update.ts'
import type { Entity } from '../declaration.ts'
import { named, params, rowCache, trying } from './verb.ts'

export function createEndpoint(entity: Entity): Endpoint {
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

export function updateEndpoint(entity: Entity): Endpoint {
  const update = updating(entity)
  return endpoint({
    ...named(entity, 'update'),
    ...rowCache(entity, 'announce'),
    method: 'PATCH',
    path: `/v1/${entity.name}/{id}`,
    summary: `Change ${entity.singular}`,
    input: { params, body: entity.update, mediaTypes: ['application/merge-patch+json'] },
    output: { status: 200, description: 'As it is now.', body: entity.output, headers: ['ETag'] },
    problems: ['validation', 'not-found', 'conflict'],
    conditional: entity.concurrency,
    idempotent: true,
    prefers: trying,
    run: (call) => update(call, call.input.params.id, call.input.body),
  })
}

export function deleteEndpoint(entity: Entity): Endpoint {
  const remove = removal(entity)
  return endpoint({
    ...named(entity, 'delete'),
    ...rowCache(entity, 'announce'),
    method: 'DELETE',
    path: `/v1/${entity.name}/{id}`,
    summary: `Delete ${entity.singular}`,
    input: { params },
    output: { status: 204, description: 'Nobody finds it any more.' },
    problems: ['validation', 'not-found', 'conflict'],
    conditional: entity.concurrency,
    idempotent: true,
    prefers: ['tx=rollback', 'audit-checkpoint'],
    run: (call) => remove(call, call.input.params.id),
  })
}

export function restoreEndpoint(entity: Entity): Endpoint {
  const restore = restoration(entity)
  return endpoint({
    ...named(entity, 'restore'),
    ...rowCache(entity, 'announce'),
    method: 'POST',
    path: `/v1/${entity.name}/{id}/restore`,
    summary: `Bring back ${entity.singular} that was deleted`,
    input: { params },
    output: {
      status: 200,
      description: 'As it was, and found again.',
      body: entity.output,
      headers: ['ETag'],
    },
    problems: ['validation', 'not-found', 'conflict'],
    conditional: 'optional',
    idempotent: true,
    prefers: trying,
    run: (call) => restore(call, call.input.params.id),
  })
}

export function actionEndpoint(entity: Entity, action: Action): Endpoint {
  const act = acting(entity, action)
  return endpoint({
    ...named(entity, action.name),
    ...rowCache(entity, 'announce'),
    method: 'POST',
    path: `/v1/${entity.name}/{id}/${action.name}`,
    summary: action.summary,
    input: { params, ...(action.input && { body: action.input, bodyMayBeAbsent: isOptional(action.input) }) },
    output: { status: 200, description: 'As it is now.', body: entity.output, headers: ['ETag'] },
    problems: ['validation', 'not-found', 'conflict'],
    conditional: 'optional',
    idempotent: true,
    prefers: trying,
    run: (call) => act(call, call.input.params.id, call.input.body ?? {}),
  })
}

/** Does it take an empty object? Then nothing at all is the same. */
const isOptional = (schema: z.ZodType) => schema.safeParse({}).success
