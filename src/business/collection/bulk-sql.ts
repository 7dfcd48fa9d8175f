/**
 * Many changes in one statement, all of them or none:
 *
 *   given    the operations, one row each
 *   current  the rows they name, in scope, locked in the order of their ids so that two bulks never wait for each other
 *   judged   of each operation its status, as if it came alone
 *   verdict  may all of it be done?
 *   changed  the rows after the change, with what happened to each
 *   outcome  the rows in the order of the operations, or what was wrong with which
 */
import { sql } from 'drizzle-orm'
import { gatedWrite } from '../../store/atomic.ts'
import type { Entity } from '../declaration.ts'
import { emitted } from '../events.ts'
import { writableColumns } from '../record.ts'
import { assigned, referenceCtes, unknownReferences } from './change.ts'

const { placeholder } = sql

export function bulkWrite(entity: Entity) {
  const table = sql.identifier(entity.table)
  const columns = writableColumns(entity)
  const names = columns.map((column) => sql.identifier(column))
  const values = names.map((column) => sql`p.${column}`)
  const record = (data: ReturnType<typeof sql>) =>
    sql`cross join lateral jsonb_populate_record(null::${table}, ${data}) p`
  const allowed = entity.editable?.when ?? sql`true`

  return gatedWrite(sql`given as (
      select o.*, ${placeholder('owner')}::uuid as owner_id
      from claim, jsonb_to_recordset(${placeholder('data')}::jsonb) as o(at int, op text, id uuid, version int, data jsonb)),
    current as (
      select c.* from given g join ${table} c
        on c.id = g.id and c.owner_id = g.owner_id and c.deleted_at is null and g.op <> 'create'
      order by c.id for update of c),
    ${referenceCtes(entity)}
    asked as (select g.*, ${unknownReferences(entity)} as unknown from given g),
    judged as (
      select g.*, c.version as current, case
        when g.op <> 'create' and c.id is null then 404
        when g.op <> 'create' and c.version <> g.version then 412
        when g.op <> 'create' and (${allowed}) is not true then 409
        when g.unknown <> '{}' then 422 else 200 end as status
      from asked g left join current c on c.id = g.id),
    -- No row at all where the claim was lost: the outcome is the earlier request's.
    verdict as (select bool_and(j.status = 200) as good from judged j having count(*) > 0),
    created as (
      insert into ${table} as t (id, owner_id, created_by, ${sql.join(names, sql`, `)})
      select g.id, g.owner_id, g.owner_id, ${sql.join(values, sql`, `)}
      from judged g join verdict v on v.good ${record(sql`g.data`)} where g.op = 'create'
      returning t.*),
    updated as (
      update ${table} t set ${assigned(columns, sql`g.data`)}, version = t.version + 1, updated_at = clock_timestamp()
      from judged g join verdict v on v.good ${record(sql`g.data`)} where g.op = 'update' and t.id = g.id
      returning t.*),
    deleted as (
      update ${table} t set deleted_at = clock_timestamp(), version = t.version + 1, updated_at = clock_timestamp()
      from judged g join verdict v on v.good where g.op = 'delete' and t.id = g.id
      returning t.*),
    changed as (
      select c.*, 'created' as happened from created c union all select u.*, 'updated' from updated u
      union all select d.*, 'deleted' from deleted d),
    ${emitted(entity, sql`x.happened`)}
    outcome as (
      select coalesce((select j.status from judged j where j.status <> 200 order by j.at limit 1), 200) as status, null::int as version,
        case when v.good
          then (select jsonb_agg(to_jsonb(x) - 'happened' order by g.at) from changed x join given g on g.id = x.id)
          else jsonb_build_object('request', ${placeholder('requestId')}::text, 'faults', (
            select jsonb_agg(jsonb_build_object('at', j.at, 'status', j.status, 'version', j.current, 'unknown', to_jsonb(j.unknown)) order by j.at)
            from judged j where j.status <> 200)) end as body
      from verdict v)`)
}
