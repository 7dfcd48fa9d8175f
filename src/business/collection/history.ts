/** History: a row's audit trail, for its owner. A removed row keeps it: that it was removed is part of it. */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { operations, outcomes } from '../../audit/tables.ts'
import { type Step, trail } from '../../audit/trail.ts'
import { AppError } from '../../core/errors.ts'
import type { Reply } from '../../ports/endpoint.ts'
import { newestFirst } from '../../store/page.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import type { Entity } from '../declaration.ts'
import { ownerOf } from '../scope.ts'
import type { EntityCall } from './call.ts'

const values = z.record(z.string(), z.unknown())

/** What the owner is shown of one step. */
export const historyShape = z.strictObject({
  id: z.string().describe('Its number in the log.'),
  at: z.iso.datetime({ precision: 3 }),
  action: z.string(),
  operation: z.enum(operations),
  outcome: z.enum(outcomes),
  actor: z.strictObject({ kind: z.string(), userId: z.uuid().nullable() }),
  requestId: z.uuid().nullable().describe('The X-Request-Id of the request that did it.'),
  old: values.nullable().describe('What changed, as it was; null where nothing was before.'),
  new: values.nullable().describe('What changed, as it became.'),
  redacted: z.array(z.string()).describe('What changed as well, but whose values the log does not keep.'),
})

export interface HistoryQuery {
  readonly limit: number
  readonly cursor: string | undefined
}

const { placeholder } = sql

export function history(entity: Entity) {
  // One statement: whose row it is and what became of it. A row of the owner's gives at least one row here.
  const steps = prepare(sql`select l.* from ${sql.identifier(entity.table)} t
    left join lateral (${trail({
      entity: sql`${placeholder('table')}::text`,
      entityId: sql`${placeholder('id')}::text`,
      before: sql`${placeholder('before')}::bigint`,
      count: sql`${placeholder('count')}::int`,
    })}) l on true
    where t.id = ${placeholder('id')}::uuid and t.owner_id = ${placeholder('owner')}::uuid
    order by l.id::bigint desc`)

  return async function tell(call: EntityCall, id: string, page: HistoryQuery): Promise<Reply> {
    const { ports, deadline, actor } = call
    const owner = ownerOf(actor)
    return newestFirst<Step>(call, {
      ...page,
      about: [entity.name, 'history', owner, id],
      async find(before, count) {
        const asked = { table: entity.table, id, owner, before, count }
        const found = await read(ports, steps(asked), { signal: deadline.signal })
        if (found.length === 0) throw new AppError('not-found')
        return found.filter((row) => row.id !== null) as unknown as readonly Step[]
      },
      show: (step) => shown(entity, step),
    })
  }
}

function shown(entity: Entity, step: Step): z.output<typeof historyShape> {
  const { id, at, action, operation, outcome, actor_kind, user_id, request_id, details } = step
  const { old: before, new: after, redacted = [] } = details
  return {
    id,
    at,
    action,
    operation,
    outcome,
    actor: { kind: actor_kind, userId: user_id },
    requestId: request_id,
    old: before ? inFields(entity, before) : null,
    new: after ? inFields(entity, after) : null,
    redacted: shownFields(entity).flatMap(({ name, column }) => (redacted.includes(column) ? name : [])),
  }
}

/** In the names and the order a client knows; columns that are none of his business stay out. */
function inFields(entity: Entity, columns: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = shownFields(entity).filter(({ column }) => column in columns)
  return Object.fromEntries(
    known.map(({ name, column, type }) => {
      const value = columns[column]
      return [name, type === 'moment' && typeof value === 'string' ? new Date(value).toISOString() : value]
    }),
  )
}

const shownFields = ({ fields, output }: Entity) =>
  Object.keys(output.shape).flatMap((name) => fields.get(name) ?? [])
