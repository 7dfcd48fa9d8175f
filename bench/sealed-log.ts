/** What the database says of a log that is being sealed. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { type LogRecord, recordColumns } from '../src/audit/entry.ts'
import { prepare } from '../src/store/statement.ts'

/** Records of the log by their numbers: behind the first, up to the last. */
export type Span = readonly [after: number, last: number]

export type SealedLog = Awaited<ReturnType<typeof sealedLog>>

const within = 300_000

const oldestRecords = prepare(
  sql`select ${recordColumns} from audit_logs l order by l.id limit ${sql.placeholder('count')}::int`,
)

export async function sealedLog(url: string) {
  const client = new Client(url)
  await client.connect()
  const one = async <T>(text: string, params: readonly unknown[] = []) =>
    (await client.query(text, [...params])).rows[0] as T

  /** The number of the newest record. */
  const newest = async () =>
    (await one<{ id: number }>('select coalesce(max(id), 0)::float8 as id from audit_logs')).id

  const counted = () =>
    one<{ records: number; sealed: number }>(`select count(*)::float8 as records,
      coalesce((select max(size) from audit_checkpoints), 0)::float8 as sealed from audit_logs`)

  /** Until every record is sealed. */
  async function settled(): Promise<void> {
    for (const end = Date.now() + within; Date.now() < end; await sleep(100)) {
      const { records, sealed } = await counted()
      if (records === sealed) return
    }
    throw new Error(
      'The log was not sealed within five minutes. Does a transaction stay open on this Postgres?',
    )
  }

  /** How long the records of these spans could have been changed unseen, in seconds. */
  const windows = (spans: readonly Span[]) =>
    one<{ records: number; p50: number; p99: number; max: number }>(
      `select count(*)::float8 as records, percentile_cont(0.5) within group (order by age) as p50,
        percentile_cont(0.99) within group (order by age) as p99, max(age) as max
      from (select extract(epoch from c.created_at - l.created_at)::float8 as age
        from unnest($1::bigint[], $2::bigint[]) s(after, last)
        join audit_logs l on l.id > s.after and l.id <= s.last
        join audit_leaves f on f.log_id = l.id
        cross join lateral (select created_at from audit_checkpoints c where c.size > f.seq order by c.size limit 1) c) w`,
      [spans.map(([after]) => after), spans.map(([, last]) => last)],
    )

  /** Bytes for each record, indexes included. */
  async function weight() {
    const { records } = await counted()
    const bytes = await one<Record<'log' | 'leaves' | 'tiles' | 'checkpoints', number>>(`select
      (select sum(pg_total_relation_size(relid)) from pg_partition_tree('audit_logs'))::float8 as log,
      pg_total_relation_size('audit_leaves')::float8 as leaves, pg_total_relation_size('audit_tiles')::float8 as tiles,
      pg_total_relation_size('audit_checkpoints')::float8 as checkpoints`)
    const each = (of: number) => of / records
    const { log, leaves, tiles, checkpoints } = bytes
    return {
      records,
      ...{ log: each(log), leaves: each(leaves), tiles: each(tiles), checkpoints: each(checkpoints) },
    }
  }

  /** Records behind each other, in transactions of five thousand. */
  async function fill(count: number): Promise<void> {
    await one(`select set_config('app.ctx', '{"actor_kind":"system","action":"bench:sealing"}', false)`)
    const details = JSON.stringify({
      note: 'as long as what a record holds of a row, which is two hundred bytes. '.repeat(3),
    })
    for (let made = 0; made < count; made += 5_000)
      await one(
        `select count(audit.event('bench:sealing', 'things', n::text, 'success', $1)) from generate_series(1, $2::int) n`,
        [details, Math.min(5_000, count - made)],
      )
  }

  /** Records a second, from the first head behind `size` to the last one. */
  async function speedBehind(size: number): Promise<number> {
    const { perSecond } = await one<{ perSecond: number }>(
      `select (max(size) - min(size)) / extract(epoch from max(created_at) - min(created_at))::float8 as "perSecond"
      from audit_checkpoints where size > $1`,
      [size],
    )
    return perSecond
  }

  /** The oldest, as who verifies has them. */
  async function records(count: number): Promise<readonly LogRecord[]> {
    const { text, params } = oldestRecords({ count })
    return (await client.query(text, [...params])).rows
  }

  return { newest, counted, settled, windows, weight, fill, speedBehind, records, close: () => client.end() }
}
