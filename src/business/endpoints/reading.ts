/** What can be asked of an entity's rows without changing them. */
import * as z from 'zod'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { pageQuery, pageShape } from '../../store/page.ts'
import { finding } from '../collection/find.ts'
import { history, historyShape } from '../collection/history.ts'
import { listing } from '../collection/list.ts'
import type { Entity } from '../declaration.ts'
import { queryOf } from '../query.ts'
import { named, params, rowCache } from './verb.ts'

export function listEndpoint(entity: Entity): Endpoint {
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

export function readEndpoint(entity: Entity): Endpoint {
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
