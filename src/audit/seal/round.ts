/** One round of sealing, for a timer or a cron: everything that can be sealed is, and its heads are published. */
import { sql } from 'drizzle-orm'
import { uuidv7 } from '../../core/ids.ts'
import type { Ports } from '../../ports/index.ts'
import type { Sealing } from '../../ports/sealing.ts'
import { prepare } from '../../store/statement.ts'
import { publish } from './anchoring.ts'
import { isAuditFault } from './fault.ts'
import { seal, stopSealing } from './seal.ts'

/** How long a round goes on while there is more. */
const budgetMs = 20_000

/** The oldest record that no head covers, whether or not its turn has come. */
const unsealedAge = prepare(sql`select coalesce((
    select extract(epoch from clock_timestamp() - l.created_at)::float8 from audit_logs l
    where (l.epoch, l.xid, l.id) > (coalesce(h.epoch, 0), coalesce(h.last_xid, '0'::xid8), coalesce(h.last_id, 0))
    order by l.epoch, l.xid, l.id limit 1), 0) as seconds
  from (select 1) one left join lateral (
    select epoch, last_xid, last_id from audit_checkpoints order by size desc limit 1) h on true`)

export interface Sealer {
  /** How many records were sealed. What is refused is logged and counted; throws `DatabaseError`. */
  round(signal?: AbortSignal): Promise<number>
  /** Lets another one lead at once. */
  stop(): Promise<void>
}

type Around = Pick<Ports, 'log' | 'meter' | 'clock'>

export function sealer(
  ports: Around,
  sealing: Sealing,
  options: { readonly leaseSeconds?: number } = {},
): Sealer {
  const holder = uuidv7()
  return {
    async round(given) {
      const signal = AbortSignal.any([...(given ? [given] : []), AbortSignal.timeout(budgetMs + 10_000)])
      const until = ports.clock.now() + budgetMs
      let total = 0
      try {
        for (let more = true; more && !signal.aborted && ports.clock.now() < until; ) {
          const done = await seal(ports, sealing, { ...options, signal, holder })
          total += done.sealed
          more = done.more
          if (done.size !== undefined) ports.meter.gauge('audit_tree_size', done.size)
        }
        ports.meter.count('audit_sealed_total', {}, total)
        await publish(ports, sealing, signal)
        ports.meter.gauge('audit_refused', 0)
      } catch (error) {
        if (!isAuditFault(error)) throw error
        const { kind, size } = error
        ports.meter.gauge('audit_refused', 1)
        ports.meter.count('audit_refused_total', { kind })
        const detail = `at size ${size}: nothing is sealed until somebody has looked (holdfast audit verify)`
        ports.log.write({ level: 'error', action: 'audit.seal', result: 'failure', code: kind, detail })
      }
      const [row] = await sealing.database.query(unsealedAge(), { signal })
      ports.meter.gauge('audit_unsealed_age_seconds', Number(row?.seconds ?? 0))
      return total
    },
    stop: () => stopSealing(sealing, holder),
  }
}
