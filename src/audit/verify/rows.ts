/**
 * The rows against the log: is what stands in a table what the log says it became? Replayed in the order of the log, value by value, for
 * every column that is audited. What is redacted the log does not know; what was erased it does not know any more.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Row } from '../../ports/database.ts'
import { prepare } from '../../store/statement.ts'
import type { Classified } from '../classification.ts'
import type { FindingKind, Findings } from './findings.ts'
import type { Reading } from './pages.ts'

/** Rows at a time. */
const atOnce = 2_000

const { placeholder } = sql

/**
 * One page of keys, those of the table and those of the log together; for each the last value of each column that the log has, beside what
 * stands there. A row that was deleted and is not there is in order.
 */
function pageOf({ table, key, audited }: Classified, next: boolean) {
  // By the table's own key, which it has an index for; as text it sorts alike, being a UUID.
  const behind = next ? sql`where t.${sql.identifier(key)} > ${placeholder('afterKey')}` : sql``
  const behindText = next ? sql`and l.entity_id > ${placeholder('after')}` : sql``
  const columns = audited.map(
    (column) => sql`${sql.raw(`'${column}'`)}, to_jsonb(t.${sql.identifier(column)})`,
  )
  const ofTable = sql`t.${sql.identifier(key)}::text`
  const halves = chunks(columns, 40).map((some) => sql`jsonb_build_object(${sql.join(some, sql`, `)})`)
  return prepare(sql`with keys as materialized (
      select k.key from (
        (select ${ofTable} as key from ${sql.identifier(table)} t ${behind} order by t.${sql.identifier(key)} limit ${sql.raw(String(atOnce))})
        union
        (select distinct l.entity_id from audit_logs l where l.entity = ${sql.raw(`'${table}'`)} and l.operation <> 'EVENT'
          ${behindText} order by 1 limit ${sql.raw(String(atOnce))})) k
      order by k.key limit ${sql.raw(String(atOnce))}),
    trail as (
      select l.entity_id as key, l.id, l.operation, l.details, l.erased_by from keys k
      join audit_logs l on l.entity = ${sql.raw(`'${table}'`)} and l.entity_id = k.key and l.operation <> 'EVENT'),
    last as (
      select t.key, bool_or(t.operation = 'INSERT') as made, bool_or(t.erased_by is not null) as erased,
        (array_agg(t.operation order by t.id desc))[1] = 'DELETE' as deleted from trail t group by t.key),
    known as (
      select v.key, jsonb_object_agg(v.name, v.value) as columns from (
        select distinct on (t.key, e.key) t.key, e.key as name, e.value
        from trail t, jsonb_each(t.details -> 'new') e where t.erased_by is null order by t.key, e.key, t.id desc) v
      group by v.key),
    -- What a record that was erased had changed after the last value that is known is not known.
    state as (
      select k.key, t.${sql.identifier(key)} is not null as there, l.made, l.deleted, l.erased, n.columns as known,
        ${sql.join(halves, sql` || `)} as now
      from keys k left join last l on l.key = k.key left join known n on n.key = k.key
      left join ${sql.identifier(table)} t on t.${sql.identifier(key)} = k.key::uuid)
    select s.key, s.there, coalesce(s.made, false) as made, coalesce(s.deleted, false) as deleted, coalesce(s.erased, false) as erased, (
        select string_agg(e.key, ', ' order by e.key) from jsonb_each(s.known) e
        where s.there and s.now ? e.key and s.now -> e.key is distinct from e.value) as changed
    from state s order by s.key`)
}

export async function verifyRows(
  database: Reading,
  classified: Classified,
  complete: boolean,
  findings: Findings,
): Promise<number> {
  const [first, next] = [pageOf(classified, false), pageOf(classified, true)]
  const { table: entity } = classified
  let [seen, after] = [0, '']
  for (;;) {
    const rows = await database.query(after === '' ? first() : next({ after, afterKey: after }))
    for (const row of rows) {
      seen++
      const kind = kindOf(row, complete)
      if (!kind) continue
      const columns = kind === 'row-changed' ? { detail: String(row.changed) } : {}
      findings.add({ kind, entity, entityId: String(row.key), ...columns })
    }
    if (rows.length < atOnce) return seen
    after = String(rows.at(-1)?.key)
  }
}

/** `complete`: no month of the log was dropped, so that every row has its beginning in it. */
function kindOf(row: Row, complete: boolean): FindingKind | undefined {
  if (row.there && row.deleted) return 'row-unrecorded'
  if (row.there && !row.made && complete) return 'row-unrecorded'
  if (!row.there && !row.deleted && row.made) return 'row-missing'
  return row.there && row.changed !== null && !row.erased ? 'row-changed' : undefined
}

const chunks = (all: readonly SQL[], size: number): SQL[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size))
