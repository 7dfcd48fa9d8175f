/**
 * How the log stands, for whoever asks whether all is well: is every change recorded still, and is what was recorded sealed? What the
 * gate finds changes by DDL only and costs a look through the catalog, so it is asked anew once a minute.
 */
import type { Ports } from '../ports/index.ts'
import { lastCovered } from '../store/schema/covered.ts'
import type { Coverage } from './classification.ts'
import { completeness } from './completeness.ts'
import { unsealedSeconds } from './seal/unsealed.ts'

/** `down`: changes can escape the log. `degraded`: it is not sealed for longer than `alarmSeconds`. */
export type AuditState = 'ok' | 'degraded' | 'down'

/** What was not sealed for so long is not only late (docs/decisions/0025). */
export const alarmSeconds = 300

const askAnewMs = 60_000

/** Gives the function that says it. It throws `DatabaseError`. */
export function auditState(coverage: Coverage) {
  let gaps = 0
  let askAt = 0
  return async function state(
    { database, clock, config, meter }: Pick<Ports, 'database' | 'clock' | 'config' | 'meter'>,
    signal: AbortSignal,
  ): Promise<AuditState> {
    const unsealed = await unsealedSeconds(database, signal)
    if (clock.monotonic() >= askAt) {
      // A newer version may have migrated the database since this process began.
      const covered = await lastCovered(database)
      const session = config.mode === 'production'
      gaps = (await completeness(database, coverage, { session, covered })).length
      askAt = clock.monotonic() + askAnewMs
    }
    meter.gauge('audit_gaps', gaps)
    meter.gauge('audit_unsealed_age_seconds', unsealed)
    return gaps > 0 ? 'down' : unsealed > alarmSeconds ? 'degraded' : 'ok'
  }
}
