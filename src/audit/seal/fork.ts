/** Before anything is signed: is the tree that is here the one that was published? */
import type { Ports } from '../../ports/index.ts'
import type { Sealing } from '../../ports/sealing.ts'
import { sameBytes } from '../tree/hashing.ts'
import { type Checkpoint, isSigned, parseCheckpoint, signersOf } from '../tree/note.ts'
import { rootAt } from '../tree/proofs.ts'
import { hashesFrom } from '../tree/stored.ts'
import { auditFault } from './fault.ts'
import type { Head } from './statements.ts'

const answerWithinMs = 3_000

/** Throws `AuditFault` where an anchor contradicts the database, or where there are anchors and none answers. */
export async function refuseForks(
  { log, meter }: Pick<Ports, 'log' | 'meter'>,
  { origin, keys, database, anchors }: Sealing,
  head: Head | undefined,
  signal: AbortSignal,
): Promise<void> {
  const asked = anchors.filter((anchor) => anchor.newest !== undefined)
  if (asked.length === 0) return
  const size = head?.size ?? 0
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)])
  const answers = await Promise.allSettled(asked.map(async (anchor) => anchor.newest?.(origin, within)))
  const verifiers = signersOf({ origin, keys })
  let usable = 0
  const held = answers.flatMap((answer, at): Checkpoint[] => {
    const anchor = asked[at]?.name ?? ''
    if (answer.status === 'rejected') {
      meter.count('audit_anchor_failures_total', { anchor })
      return []
    }
    const checkpoint = answer.value === undefined ? undefined : parseCheckpoint(answer.value)
    const isOurs = answer.value === undefined || (checkpoint && isSigned(answer.value, verifiers))
    if (isOurs) {
      usable++
      return checkpoint ? [checkpoint] : []
    }
    // Whoever may write there wrote something else. It proves nothing, but somebody should look.
    log.write({ level: 'error', action: 'audit.anchor', result: 'failure', code: 'unsigned', detail: anchor })
    return []
  })
  if (usable === 0) throw auditFault('anchors-away', size)
  for (const checkpoint of held) {
    if (checkpoint.size > size) throw auditFault('rolled-back', checkpoint.size)
    const root =
      checkpoint.size === size && head
        ? head.root
        : await rootAt(hashesFrom(database, signal), checkpoint.size)
    if (!sameBytes(root, checkpoint.root)) throw auditFault('forked', checkpoint.size)
  }
}
