/** Create: one row, owned by whoever asks, whose references are his as well. */
import { type SQL, sql } from 'drizzle-orm'
import { uuidv7 } from '../../core/ids.ts'
import type { Reply } from '../../ports/endpoint.ts'
import { gatedWrite } from '../../store/atomic.ts'
import type { Entity } from '../declaration.ts'
import { rowOf } from '../outcome.ts'
import { recordOf, writableColumns } from '../record.ts'
import { render } from '../render.ts'
import type { Data, EntityCall } from './call.ts'
import { given, outcomeOf, referenceCtes, send, unknownReferences } from './change.ts'

export function creation(entity: Entity) {
  const insert = inserting(entity)

  return async function create(call: EntityCall, sent: Data): Promise<Reply> {
    const { row, replayed } = await insert(call, sent)
    return {
      status: 201,
      body: render(entity, call.ports.config.keys, row),
      headers: { location: `/v1/${entity.name}/${row.id}` },
      version: row.version as number,
      replayed,
    }
  }
}

/** On what `given j` brings: may there be one more row, and what is said where not? */
export interface Room {
  readonly allowed: SQL
  readonly refusal: string
}

/** The same down to the row as it is stored, for a verb that tells more of it. `sent` may bring what no client can send. */
export function inserting(entity: Entity, { allowed, refusal }: Partial<Room> = {}) {
  const table = sql.identifier(entity.table)
  const columns = writableColumns(entity).map((column) => sql.identifier(column))
  const write = gatedWrite(sql`${given},
    ${referenceCtes(entity)}
    judged as (select g.*, ${unknownReferences(entity)} as unknown from given g),
    verdict as (
      select j.*, null::int as version, null::text as reason, case when j.unknown <> '{}' then 422
        when (${allowed ?? sql`true`}) is not true then 409 else 201 end as status from judged j),
    changed as (
      insert into ${table} as t (id, owner_id, created_by, ${sql.join(columns, sql`, `)})
      select v.id, v.owner_id, v.owner_id, ${sql.join(
        columns.map((column) => sql`p.${column}`),
        sql`, `,
      )}
      from verdict v cross join lateral jsonb_populate_record(null::${table}, v.data) p
      where v.status < 300
      returning t.*),
    ${outcomeOf(entity, 'created')}`)

  return async function insert(call: EntityCall, sent: Data) {
    const { config, clock } = call.ports
    const id = uuidv7(clock.now())
    const result = await send(write, call, { id, data: recordOf(entity, config.keys, id, sent) })
    return { row: rowOf(result, refusal), replayed: result.replayed }
  }
}
