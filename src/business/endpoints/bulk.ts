/** Many rows at once: all of it, or nothing. */
import * as z from 'zod'
import { uuid } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { type Operation, together } from '../collection/bulk.ts'
import type { Entity } from '../declaration.ts'
import { named, trying } from './verb.ts'

const maxOperations = 100

const version = z.int().min(1).max(2_147_483_647).describe('The one you have read.')

export function bulkEndpoint(entity: Entity): Endpoint {
  const bulk = together(entity)
  const done = { id: z.uuid(), version: z.int().min(1) }
  return endpoint({
    ...named(entity, 'bulk'),
    method: 'POST',
    path: `/v1/${entity.name}/bulk`,
    summary: `Create, change and delete up to ${maxOperations} ${entity.name}, all or nothing`,
    input: {
      body: z.strictObject({
        operations: z
          .array(
            z.discriminatedUnion(
              'op',
              [
                z.strictObject({ op: z.literal('create'), data: entity.create }),
                z.strictObject({ op: z.literal('update'), id: uuid, version, data: entity.update }),
                z.strictObject({ op: z.literal('delete'), id: uuid, version }),
              ],
              'Must be create, update or delete.',
            ),
          )
          .min(1)
          .max(maxOperations),
      }),
    },
    output: {
      status: 200,
      description: 'All of it is done. What came of each operation stands where the operation stood.',
      body: z.strictObject({
        results: z.array(
          z.discriminatedUnion('op', [
            z.strictObject({ op: z.literal('create'), ...done, data: entity.output }),
            z.strictObject({ op: z.literal('update'), ...done, data: entity.output }),
            z.strictObject({ op: z.literal('delete'), ...done }),
          ]),
        ),
      }),
    },
    problems: ['validation', 'not-found', 'conflict', 'precondition-failed'],
    idempotent: true,
    prefers: trying,
    run: (call) => bulk(call, call.input.body.operations as readonly Operation[]),
  })
}
