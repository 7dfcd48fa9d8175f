/** Full verification, once a day, by whoever seals: what sealing looks at is the edge of the tree, and this is all of it. */
import type { Statement } from '../../ports/database.ts'
import type { Ports } from '../../ports/index.ts'
import type { Sealing } from '../../ports/sealing.ts'
import { signersOf } from '../tree/note.ts'
import { totalOf } from './findings.ts'
import { verify } from './verify.ts'

/** The log only: who seals may not read the tables. What is found is told by kind and place. It ends with the signal, and says nothing then. */
export function nightly(
  { log, meter }: Pick<Ports, 'log' | 'meter'>,
  sealing: Sealing,
): (signal: AbortSignal) => Promise<void> {
  return async function round(signal) {
    const reading = { query: (statement: Statement) => sealing.database.query(statement, { signal }) }
    const asked = { verifiers: signersOf(sealing), elsewhere: [], coverage: undefined, progress: () => {} }
    const seen = await verify(reading, asked).catch((error: unknown) => {
      if (signal.aborted) return undefined
      throw error
    })
    if (!seen) return
    const { findings, counts, size } = seen
    const [first] = findings
    meter.gauge('audit_verified_size', size)
    meter.gauge('audit_verify_findings', totalOf(counts))
    meter.count('audit_verified_total', { result: first ? 'failure' : 'success' })
    if (first) {
      const place = [first.seq !== undefined && `leaf ${first.seq}`, first.id && `record ${first.id}`]
      const detail = [...place.filter(Boolean), 'run "holdfast audit verify"'].join(', ')
      log.write({ level: 'error', action: 'audit.verify', result: 'failure', code: first.kind, detail })
    } else log.write({ level: 'info', action: 'audit.verify', result: 'success', detail: `${size} records` })
  }
}
