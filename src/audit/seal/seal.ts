/**
 * Sealing: what was committed to the log since the last time becomes leaves of the tree, and the new head is signed. Beside the writes,
 * which never wait for it; by any number of processes, of which the lease lets one work.
 *
 * Signed before it is written, published only after: a head that lost is never seen by anybody, so there is no fork.
 */
import { isDatabaseError } from '../../ports/database.ts'
import type { Ports } from '../../ports/index.ts'
import type { Sealing } from '../../ports/sealing.ts'
import { endLease, takeLease } from '../../store/lease.ts'
import { entryOf, type LogRecord } from '../entry.ts'
import { grow, rootOf } from '../tree/edge.ts'
import { leafHash, sameBytes } from '../tree/hashing.ts'
import { checkpointText, signed, signersOf } from '../tree/note.ts'
import { auditFault } from './fault.ts'
import { refuseForks } from './fork.ts'
import { type Head, headOf, readHead, readUnsealed, swap } from './statements.ts'

export interface Sealed {
  /** Records that became leaves now. */
  readonly sealed: number
  /** The size of the tree; undefined where another one leads. */
  readonly size: number | undefined
  /** Is there more to seal than fitted? */
  readonly more: boolean
}

const lease = 'audit.seal'
/** A round takes a fraction of it; who dies is followed after it. */
const leaseSeconds = 5
/** Some three megabytes on the way, and a tenth of a second of work. */
const atOnce = 4_096

export interface SealOptions {
  readonly signal: AbortSignal
  /** Names the process. */
  readonly holder: string
  /** For tests: how long a lease lasts. */
  readonly leaseSeconds?: number
}

/** One batch. Throws `AuditFault` where the tree is not what it was, and `DatabaseError`. */
export async function seal(
  ports: Pick<Ports, 'log' | 'meter'>,
  sealing: Sealing,
  options: SealOptions,
): Promise<Sealed> {
  const { database } = sealing
  const { signal, holder, leaseSeconds: seconds = leaseSeconds } = options
  const nobody = { sealed: 0, size: undefined, more: false }
  const [[held] = [], headRows = [], unsealed = []] = await database.atomic(
    [takeLease({ lease, holder, seconds }), readHead(), readUnsealed({ count: atOnce })],
    { signal },
  )
  if (!held) return nobody
  const head = headOf(headRows)
  refuseBroken(head)
  const records = unsealed as unknown as readonly LogRecord[]
  const base = head?.size ?? 0
  if (records.length === 0) return { sealed: 0, size: base, more: false }
  try {
    await refuseForks(ports, sealing, head, signal)
  } catch (error) {
    // Whoever was away for longer than its lease is told by the anchors what another one has sealed meanwhile.
    const now = headOf(await database.query(readHead(), { signal }))
    if ((now?.size ?? 0) > base) return nobody
    throw error
  }

  const hashes = records.map((record) => leafHash(entryOf(record)))
  const { edge, full } = grow(head?.edge ?? [], base, hashes)
  const size = base + records.length
  const root = rootOf(edge)
  const note = signed(checkpointText({ origin: sealing.origin, size, root }), signersOf(sealing))
  const fence = String(held.fence)
  const [done] = await database
    .query(swap({ lease: { lease, holder, fence }, base, size, root, note, records, hashes, full }), {
      signal,
    })
    .catch(lost)
  if (done?.sealed !== 1) return nobody
  return { sealed: records.length, size, more: records.length === atOnce }
}

/** Lets who is next begin at once. */
export async function stopSealing({ database }: Sealing, holder: string): Promise<void> {
  await database.query(endLease({ lease, holder }))
}

/** The edge has to have the root that was signed: else a leaf or a tile was changed, and nothing is built on it. */
function refuseBroken(head: Head | undefined): void {
  if (head && !sameBytes(rootOf(head.edge), head.root)) throw auditFault('tree-changed', head.size)
}

function lost(error: unknown): [] {
  if (isDatabaseError(error) && error.code === '23505') return []
  throw error
}
