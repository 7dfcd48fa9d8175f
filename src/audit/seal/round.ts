/** One round of sealing, for a timer or a cron: everything that can be sealed is, and its heads are published. */
import { uuidv7 } from '../../core/ids.ts'
import { isDatabaseError } from '../../ports/database.ts'
import type { Ports } from '../../ports/index.ts'
import type { Sealing } from '../../ports/sealing.ts'
import { publish } from './anchoring.ts'
import { isAuditFault } from './fault.ts'
import { seal, stopSealing } from './seal.ts'
import { unsealedSeconds } from './unsealed.ts'

/** What is refused, every two seconds, is told once in so long. */
const tellAgainMs = 60_000

/** How long a round goes on while there is more. */
const budgetMs = 20_000

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
  let told = ''
  let tellAt = 0

  /** For the operator: nothing is sealed until somebody has looked. */
  function refused(code: string, detail: string) {
    ports.meter.gauge('audit_refused', 1)
    ports.meter.count('audit_refused_total', { kind: code })
    if (code === told && ports.clock.monotonic() < tellAt) return
    told = code
    tellAt = ports.clock.monotonic() + tellAgainMs
    ports.log.write({ level: 'error', action: 'audit.seal', result: 'failure', code, detail })
  }

  return {
    async round(given) {
      const signal = AbortSignal.any([...(given ? [given] : []), AbortSignal.timeout(budgetMs + 10_000)])
      const until = ports.clock.monotonic() + budgetMs
      let total = 0
      try {
        // Where nothing waits nothing is written either: a lease every two seconds would be all that an idle database does.
        const waiting = (await unsealedSeconds(sealing.database, signal)) > 0
        for (let more = waiting; more && !signal.aborted && ports.clock.monotonic() < until; ) {
          const done = await seal(ports, sealing, { ...options, signal, holder })
          total += done.sealed
          more = done.more
          if (done.size !== undefined) ports.meter.gauge('audit_tree_size', done.size)
        }
        ports.meter.count('audit_sealed_total', {}, total)
        await publish(ports, sealing, signal)
        ports.meter.gauge('audit_refused', 0)
      } catch (error) {
        if (isAuditFault(error))
          refused(
            error.kind,
            `at size ${error.size}: nothing is sealed until somebody has looked (holdfast audit verify)`,
          )
        else if (isDatabaseError(error) && error.code === '42501')
          refused(error.code, 'this login may not seal; the role sealer may (SEALER_DATABASE_URL)')
        else throw error
      }
      ports.meter.gauge('audit_unsealed_age_seconds', await unsealedSeconds(sealing.database, signal))
      return total
    },
    stop: () => stopSealing(sealing, holder),
  }
}
