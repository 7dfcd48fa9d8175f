/**
 * What clients were told, held against what the database has: rows, audit records, idempotency keys.
 * Knows nothing of how the writes were made; a row is found by the mark that its client put into it.
 */
import { Client, type ClientConfig } from 'pg'

export type Table = 'customers' | 'invoices'

/** A write that was answered with 201. */
export interface Acknowledged {
  readonly table: Table
  readonly mark: string
  readonly id: string
  readonly requestId: string
  readonly key: string | undefined
  /** The answer was that of an earlier request with this key. */
  readonly replayed: boolean
}

/** Each a list of marks, ids or keys; all of them empty when everything is as it was told. */
export interface Findings {
  /** Acknowledged, and not there. */
  readonly lost: readonly string[]
  /** There more than once. */
  readonly duplicated: readonly string[]
  /** There, without exactly one record of its making. */
  readonly unrecorded: readonly string[]
  /** A record of something that is not there. */
  readonly ghosts: readonly string[]
  /** Acknowledged by one request, recorded for another. */
  readonly misattributed: readonly string[]
  /** Keys without their result, results without their key, keys of which nothing came though they were told that it did. */
  readonly orphans: readonly string[]
  /** Keys under which more than one thing was made. */
  readonly executedTwice: readonly string[]
}

/** Nothing wrong. */
export const clean: Findings = {
  lost: [],
  duplicated: [],
  unrecorded: [],
  ghosts: [],
  misattributed: [],
  orphans: [],
  executedTwice: [],
}

interface Row {
  readonly id: string
  readonly mark: string
  readonly records: readonly string[]
}

/** As the superuser, who may see the log. */
export async function examine(
  owner: string | ClientConfig,
  acknowledged: readonly Acknowledged[],
): Promise<Findings> {
  const client = new Client(owner)
  await client.connect()
  try {
    const column = async (sql: string): Promise<string[]> => {
      const { rows } = await client.query({ text: sql, rowMode: 'array' })
      return rows.map(([value]) => String(value))
    }
    const { rows } = await client.query<Row>(allRows)
    const byId = new Map(rows.map((row) => [row.id, row]))
    return {
      lost: acknowledged.filter(({ id, mark }) => byId.get(id)?.mark !== mark).map(({ mark }) => mark),
      duplicated: repeated(rows.map(({ mark }) => mark)),
      unrecorded: rows.filter(({ records }) => records.length !== 1).map(({ mark }) => mark),
      ghosts: await column(ghosts),
      misattributed: acknowledged
        .filter(({ id, requestId, replayed }) => {
          const records = byId.get(id)?.records
          return !replayed && records?.length === 1 && records[0] !== requestId
        })
        .map(({ mark }) => mark),
      orphans: await column(orphans),
      executedTwice: await column(executedTwice),
    }
  } finally {
    await client.end()
  }
}

const repeated = (marks: readonly string[]) => {
  const seen = new Set<string>()
  return marks.filter((mark) => seen.has(mark) || !seen.add(mark))
}

const made = `select entity, entity_id, request_id::text from audit_logs
  where operation = 'INSERT' and entity in ('customers', 'invoices')`

/** Every record of a change: one for each key under which something was changed. */
const recorded = `select request_id::text from audit_logs where operation <> 'EVENT' and entity in ('customers', 'invoices')`

const allRows = `with made as (${made}), marked as (
    select 'customers' as entity, id::text, name as mark from customers
    union all select 'invoices', id::text, notes from invoices)
  select m.id, m.mark, array_remove(array_agg(r.request_id), null) as records
  from marked m left join made r on r.entity = m.entity and r.entity_id = m.id group by m.id, m.mark`

const ghosts = `with made as (${made}) select entity_id from made
  where entity_id not in (select id::text from customers union all select id::text from invoices)`

const orphans = `with recorded as (${recorded})
  select coalesce(k.key, r.key) from idempotency_keys k full join idempotency_results r using (principal, key)
  where k.key is null or r.key is null or (r.status < 300 and not exists (select from recorded d where d.request_id = k.request_id))`

const executedTwice = `with recorded as (${recorded})
  select k.key from idempotency_keys k join recorded r on r.request_id = k.request_id group by k.principal, k.key having count(*) > 1`
