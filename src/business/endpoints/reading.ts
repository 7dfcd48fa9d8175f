/** What can be asked of an entity's rows without changing them. */
import * as z from 'zod'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { pageQuery, pageShape } from '../../store/page.ts'
import { finding } from '../collection/find.ts'
import { history, historyShape } from '../collection/history.ts'
import { listing } from '../collection/list.ts'
import type { Entity } from '../declaration.ts'
import { expandedOutput, expandQuery } from '../expansion.ts'
import { queryOf } from '../query.ts'
import { named, params, rowCache } from './verb.ts'

export function listEndpoint(entity: Entity): Endpoint {
  const list = listing(entity)
  const { schema, parse, besides } = queryOf(entity)
  const { access, ...verb } = named(entity, 'list')
  return endpoint({
    ...verb,
    access: { ...access, besides },
    method: 'GET',
    path: `/v1/${entity.name}`,
    summary: `List your ${entity.name}`,
    input: { query: schema },
    output: {
      status: 200,
      description: 'One page, and where the next one begins. With `fields`, only those and the id.',
      body: z.strictObject({
        data: z.array(expandedOutput(entity).partial().required({ id: true })),
        page: pageShape.extend({
          prevCursor: z.string().nullable(),
          total: z
            .int()
            .min(0)
            .optional()
            .describe('How many there are in all; only where that was preferred.'),
        }),
      }),
      headers: ['Link'],
    },
    problems: ['validation', 'invalid-cursor'],
    prefers: ['count=exact', 'audit-checkpoint'],
    run: (call) => list(call, parse(call.input.query)),
  })
}

export function readEndpoint(entity: Entity): Endpoint {
  const find = finding(entity)
  const expand = expandQuery(entity)
  const { access, ...verb } = named(entity, 'read')
  return endpoint({
    ...verb,
    access: { ...access, besides: expand.permissions },
    ...rowCache(entity, 'read'),
    method: 'GET',
    path: `/v1/${entity.name}/{id}`,
    summary: `Read ${entity.singular}`,
    input: { params, query: z.strictObject(expand.shape) },
    output: {
      status: 200,
      description: 'As it is now.',
      body: expandedOutput(entity),
      headers: entity.cache ? ['ETag', 'Age', 'Warning'] : ['ETag'],
    },
    problems: ['validation', 'not-found'],
    prefers: ['audit-checkpoint'],
    run: (call) =>
      find(call, call.input.params.id, expand.parse((call.input.query as { expand?: string }).expand)),
  })
}

export function historyEndpoint(entity: Entity): Endpoint {
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
