/**
 * The shape that every change of an existing row has, in one statement:
 *
 *   given    what this call brings
 *   current  the row in scope, locked, so that nobody changes it any more
 *   verdict  404, 412, 409, 422 or the status of success: decided on the locked row
 *   changed  the row after the change, where the verdict allows it
 *   outcome  what is answered, and stored for a retry
 *
 * Of many who bring the same version one holds the lock; the others then read the version that it left.
 */
import { type SQL, sql } from 'drizzle-orm'
import { type GatedWrite, gatedWrite, type Outcome } from '../../store/atomic.ts'
import { contextOf } from '../../store/context.ts'
import type { Entity } from '../declaration.ts'
import { emitted } from '../events.ts'
import { ownerOf } from '../scope.ts'
import type { EntityCall } from './call.ts'

export interface Change {
  readonly success: 200 | 204
  /** What has happened then. */
  readonly event: string
  /** On the locked row `c`; absent = in every state. */
  readonly allowed?: SQL | undefined
  /** Why it is not allowed, where that depends on the row: a text. */
  readonly reason?: SQL | undefined
  /** A CTE between current and judged, and its name joined to the row: what `allowed` and `reason` rest on. */
  readonly decided?: { readonly cte: SQL; readonly join: SQL } | undefined
  /** A row that was removed is found as well. */
  readonly removed?: boolean
  /** Are the references in `given.data` to be checked? */
  readonly references?: boolean
  /** Assignments to the row `t`, from `given g` and whatever `from` adds. */
  readonly set: SQL
  readonly from?: SQL | undefined
  /** CTEs between verdict and change; each ends with a comma. */
  readonly ctes?: SQL | undefined
}

const { placeholder } = sql

export const given = sql`given as (
  select ${placeholder('id')}::uuid as id, ${placeholder('owner')}::uuid as owner_id,
    ${placeholder('ifMatch')}::int[] as if_match, ${placeholder('data')}::jsonb as data,
    ${placeholder('requestId')}::text as request_id
  from claim)`

/** One CTE for each reference: the row it names, kept from being removed until this is committed. */
export function referenceCtes({ references, fields }: Entity): SQL {
  const ctes = Object.entries(references).map(([name, target]) => {
    const column = sql.raw(`'${fields.get(name)?.column}'`)
    return sql`${sql.identifier(`ref_${name}`)} as (
      select r.id from given g join ${sql.identifier(target.table)} r
        on r.id = (g.data->>${column})::uuid and r.owner_id = g.owner_id and r.deleted_at is null
      for share of r),`
  })
  return sql.join(ctes, sql` `)
}

/** The names of the references in `given g` that lead nowhere, as a text array. */
export function unknownReferences({ references, fields }: Entity): SQL {
  const names = Object.keys(references).map((name) => {
    const column = sql.raw(`'${fields.get(name)?.column}'`)
    return sql`case when g.data->>${column} is not null and not exists
        (select from ${sql.identifier(`ref_${name}`)} r where r.id = (g.data->>${column})::uuid)
      then ${sql.raw(`'${name}'`)} end`
  })
  return names.length > 0
    ? sql`array_remove(array[${sql.join(names, sql`, `)}]::text[], null)`
    : sql`'{}'::text[]`
}

/** What is answered and stored, and what is told to others: the last CTEs of every write of one row. */
export const outcomeOf = (entity: Entity, event: string): SQL => sql`${emitted(entity, event)}
  outcome as (
  select v.status, coalesce(x.version, v.version) as version, coalesce(to_jsonb(x),
    jsonb_build_object('request', v.request_id, 'unknown', to_jsonb(v.unknown), 'reason', v.reason)) as body
  from verdict v left join changed x on true)`

/** Of these columns, those that the JSON document names are set from the record `p`; the others of the row `t` stay. */
export function assigned(columns: readonly string[], document: SQL): SQL {
  const each = columns.map((name) => {
    const column = sql.identifier(name)
    return sql`${column} = case when ${document} ? ${sql.raw(`'${name}'`)} then p.${column} else t.${column} end`
  })
  return sql.join(each, sql`, `)
}

export function changeOf(entity: Entity, change: Change): GatedWrite {
  const table = sql.identifier(entity.table)
  const { references = false, removed = false, allowed = sql`true`, reason = sql`null`, decided } = change
  const { from = sql``, ctes = sql`` } = change
  return gatedWrite(sql`${given},
    current as (select c.* from given g join ${table} c
      on c.id = g.id and c.owner_id = g.owner_id ${removed ? sql`` : sql`and c.deleted_at is null`} for update of c),
    ${decided ? decided.cte : sql``}
    ${references ? referenceCtes(entity) : sql``}
    judged as (
      select g.id, g.owner_id, g.request_id, c.version, c.id is not null as found,
        g.if_match is null or c.version = any(g.if_match) as matches, (${allowed}) as allowed, (${reason})::text as reason,
        ${references ? unknownReferences(entity) : sql`'{}'::text[]`} as unknown
      from given g left join current c on true ${decided ? decided.join : sql``}),
    verdict as (
      select j.*, case when j.found is not true then 404 when j.matches is not true then 412
        when j.allowed is not true then 409 when j.unknown <> '{}' then 422 else ${sql.raw(String(change.success))} end as status
      from judged j),
    ${ctes}
    changed as (
      update ${table} t set ${change.set}, version = t.version + 1, updated_at = clock_timestamp()
      from given g, verdict v ${from}
      where t.id = v.id and v.status < 300
      returning t.*),
    ${outcomeOf(entity, change.event)}`)
}

/** The values of `given`. */
export function valuesOf({
  ifMatch,
  ...values
}: {
  readonly id: string
  readonly owner: string
  readonly ifMatch: EntityCall['ifMatch']
  readonly data: unknown
}) {
  return { ...values, ifMatch: ifMatch === undefined || ifMatch === '*' ? null : `{${ifMatch.join()}}` }
}

export const isDryRun = ({ preferences }: EntityCall) => preferences.includes('tx=rollback')

/** Sends a compiled write for this call, and waits for what it came to. */
export function send(
  write: GatedWrite,
  call: EntityCall,
  values: { readonly id: string; readonly data?: Readonly<Record<string, unknown>> },
): Promise<Outcome> {
  const owner = ownerOf(call.actor)
  return write(call.ports, {
    context: contextOf(call),
    deadline: call.deadline,
    principal: owner,
    idempotency: call.idempotency,
    dryRun: isDryRun(call),
    values: valuesOf({ owner, ifMatch: call.ifMatch, data: {}, ...values }),
  })
}
