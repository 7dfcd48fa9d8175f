/**
 * The rows against the log: is what stands in a table what the log says it became? For every column that is audited. What is redacted the
 * log does not know; what was erased it does not know any more.
 *
 * Where the key names one row, its last values are compared. Where it names several (a person's recovery codes), it is counted how often each
 * value came and went.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Row } from '../../ports/database.ts'
import { prepare } from '../../store/statement.ts'
import type { Classified } from '../classification.ts'
import type { FindingKind, Findings } from './findings.ts'
import type { Reading } from './pages.ts'

/** Keys at a time. */
const atOnce = 2_000

const { placeholder } = sql
const limit = sql`limit ${sql.raw(String(atOnce))}`

interface Parts {
  readonly table: SQL
  readonly key: SQL
  /** One page of keys, those of the table and those of the log together, and the records of each. */
  readonly keys: SQL
  /** The audited columns of `t`, as the capture writes them. */
  readonly now: SQL
}

function partsOf({ table: name, key: column, audited }: Classified, next: boolean): Parts {
  const [table, key, entity] = [sql.identifier(name), sql`t.${sql.identifier(column)}`, sql.raw(`'${name}'`)]
  // By the table's own key, which it has an index for; as text it sorts alike, being a UUID.
  const behind = next ? sql`where ${key} > ${placeholder('afterKey')}` : sql``
  const behindText = next ? sql`and l.entity_id > ${placeholder('after')}` : sql``
  const columns = audited.map((one) => sql`${sql.raw(`'${one}'`)}, to_jsonb(t.${sql.identifier(one)})`)
  return {
    ...{ table: sql`${table}`, key },
    keys: sql`keys as materialized (
        select k.key from (
          (select distinct ${key}::text as key from (select * from ${table} t ${behind} order by ${key} ${limit}) t)
          union
          (select distinct l.entity_id from audit_logs l where l.entity = ${entity} and l.operation <> 'EVENT'
            ${behindText} order by 1 ${limit})) k
        order by k.key ${limit}),
      trail as (
        select l.entity_id as key, l.id, l.operation, l.details, l.erased_by from keys k
        join audit_logs l on l.entity = ${entity} and l.entity_id = k.key and l.operation <> 'EVENT')`,
    now: sql.join(
      chunks(columns, 40).map((some) => sql`jsonb_build_object(${sql.join(some, sql`, `)})`),
      sql` || `,
    ),
  }
}

/** For each key: is the row there, what did the log say of it, and in which columns do they differ? */
function ofOne({ table, key, keys, now }: Parts): SQL {
  return sql`with ${keys},
    last as (
      select t.key, bool_or(t.operation = 'INSERT') as made, bool_or(t.erased_by is not null) as erased,
        (array_agg(t.operation order by t.id desc))[1] = 'DELETE' as deleted from trail t group by t.key),
    known as (
      select v.key, jsonb_object_agg(v.name, v.value) as columns from (
        select distinct on (t.key, e.key) t.key, e.key as name, e.value
        from trail t, jsonb_each(t.details -> 'new') e where t.erased_by is null order by t.key, e.key, t.id desc) v
      group by v.key),
    state as (
      select k.key, ${key} is not null as there, l.made, l.deleted, l.erased, n.columns as known, ${now} as now
      from keys k left join last l on l.key = k.key left join known n on n.key = k.key
      left join ${table} t on ${key} = k.key::uuid)
    select s.key, s.there, coalesce(s.made, false) as made, coalesce(s.deleted, false) as deleted, coalesce(s.erased, false) as erased, (
        select string_agg(e.key, ', ' order by e.key) from jsonb_each(s.known) e
        where s.there and s.now ? e.key and s.now -> e.key is distinct from e.value) as changed
    from state s order by s.key`
}

/** For each key: of which columns are there other values than came and did not go? */
function ofSeveral({ table, key, keys, now }: Parts): SQL {
  return sql`with ${keys},
    counted as (
      select t.key, e.key as name, e.value, t.times from (
        select t.key, t.details -> 'new' as part, 1 as times from trail t
        union all select t.key, t.details -> 'old', -1 from trail t
        union all select k.key, ${now}, -1 from keys k join ${table} t on ${key} = k.key::uuid) t,
        jsonb_each(t.part) e),
    apart as (
      select c.key, c.name from counted c group by c.key, c.name, c.value having sum(c.times) <> 0)
    select k.key, (select bool_or(t.erased_by is not null) from trail t where t.key = k.key) as erased, (
        select string_agg(distinct a.name, ', ' order by a.name) from apart a where a.key = k.key) as changed
    from keys k order by k.key`
}

const isUnique = prepare(sql`select exists (
    select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = to_regclass(${placeholder('table')}) and i.indisunique and i.indnkeyatts = 1 and i.indpred is null
      and a.attname = ${placeholder('key')}) as one`)

/** `complete`: no month of the log was dropped, so that every row has its beginning in it. Gives how many keys were looked at. */
export async function verifyRows(
  database: Reading,
  classified: Classified,
  complete: boolean,
  findings: Findings,
): Promise<number> {
  const { table: entity, key } = classified
  const [unique] = await database.query(isUnique({ table: `public.${entity}`, key }))
  const [ask, kindOf] = unique?.one ? [ofOne, kindOfOne] : [ofSeveral, kindOfSeveral]
  const [first, next] = [false, true].map((behind) => prepare(ask(partsOf(classified, behind))))
  for (let [seen, after] = [0, '']; ; ) {
    const rows = (await database.query(
      (after === '' ? first : next)?.({ after, afterKey: after }) as never,
    )) as readonly Row[]
    for (const row of rows) {
      const kind = kindOf(row, complete)
      if (!kind) continue
      const columns = kind === 'row-changed' ? { detail: String(row.changed) } : {}
      findings.add({ kind, entity, entityId: String(row.key), ...columns })
    }
    seen += rows.length
    if (rows.length < atOnce) return seen
    after = String(rows.at(-1)?.key)
  }
}

function kindOfOne(row: Row, complete: boolean): FindingKind | undefined {
  if (row.there && row.deleted) return 'row-unrecorded'
  if (row.there && !row.made && complete) return 'row-unrecorded'
  if (!row.there && !row.deleted) return 'row-missing'
  return row.there && row.changed !== null && !row.erased ? 'row-changed' : undefined
}

/** What was counted from a log that lacks something says nothing. */
const kindOfSeveral = (row: Row, complete: boolean): FindingKind | undefined =>
  complete && row.changed !== null && !row.erased ? 'row-changed' : undefined

const chunks = (all: readonly SQL[], size: number): SQL[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
