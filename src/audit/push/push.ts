/**
 * Push: what was sealed goes on to a collector, in the order of the tree, at least once. How far it was told stands in the database; a
 * handful that was taken and not noted comes again, with the same places. It is a recurring job of the outbox, with its lease, its
 * attempts and its backoff; a collector that is away for long finds everything waiting, for the log itself is the queue.
 */
import { sql } from 'drizzle-orm'
import type { Collector } from '../../ports/collector.ts'
import type { Ports } from '../../ports/index.ts'
import type { Recurring } from '../../store/recurring.ts'
import { prepare } from '../../store/statement.ts'
import { recordOf, told, toldColumns } from '../reading/shape.ts'
import { ocsfOf } from './ocsf.ts'

const atOnce = 500

const { placeholder } = sql

const cursor = sql`coalesce((select next_seq from audit_pushes where collector = ${placeholder('collector')}), 0)`

/** Up to the newest head, and no further: what is told can be proved. A month that was dropped is passed over. */
const readNext = prepare(sql`with place as (
    select p.from_seq, least(p.from_seq + ${sql.raw(String(atOnce))}, coalesce((select max(size) from audit_checkpoints), 0)) as to_seq
    from (select ${cursor} as from_seq) p)
  select p.from_seq::text, p.to_seq::text, f.*
  from place p left join lateral (
    select f.seq as place, ${toldColumns} from audit_leaves f cross join lateral ${recordOf} l
    where f.seq >= p.from_seq and f.seq < p.to_seq) f on true
  order by f.place`)

/** Only forward, and only from where it stood: who is late moves nothing. */
const advance = prepare(sql`insert into audit_pushes as p (collector, next_seq)
  values (${placeholder('collector')}, ${placeholder('to')}::bigint)
  on conflict (collector) do update set next_seq = excluded.next_seq, updated_at = clock_timestamp()
  where p.next_seq = ${placeholder('from')}::bigint`)

/** One handful. Is there more? Throws where the collector did not take it. */
async function pushSome(
  { database, config, meter }: Ports,
  collector: Collector,
  signal: AbortSignal,
): Promise<boolean> {
  const rows = await database.query(readNext({ collector: collector.name }), { signal })
  const [from, to] = [Number(rows[0]?.from_seq), Number(rows[0]?.to_seq)]
  if (to <= from) return false
  const records = rows.filter(({ place }) => place !== null).map(told)
  const events = records.map((record) => ocsfOf(record, config.auditOrigin))
  if (events.length > 0) await collector.push({ origin: config.auditOrigin, from, to, events }, signal)
  await database.query(advance({ collector: collector.name, from, to }), { signal })
  meter.count('audit_pushed_total', { collector: collector.name }, events.length)
  meter.gauge('audit_pushed_seq', to, { collector: collector.name })
  return to - from === atOnce
}

/** Once a minute, as much as there is. */
export const pushing: Recurring = {
  topic: 'audit.push',
  everySeconds: 60,
  run: async (ports, signal) => (ports.collector ? pushSome(ports, ports.collector, signal) : false),
}
