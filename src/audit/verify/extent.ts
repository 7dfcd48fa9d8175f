/** What there is of a tree, all in all: exactly what its newest checkpoint covers. Leaves, tiles and checkpoint are written as one. */
import { tileWidth } from '../tree/edge.ts'
import { leaves } from '../tree/leaves.ts'
import type { Findings } from './findings.ts'
import { extent, type Reading, type StoredCheckpoint } from './pages.ts'

/** Full tiles in a tree of so many leaves, of every level. */
function tilesIn(size: number): number {
  let count = 0
  for (let rest = Math.floor(size / tileWidth); rest > 0; rest = Math.floor(rest / tileWidth)) count += rest
  return count
}

export async function verifyExtent(database: Reading, findings: Findings): Promise<void> {
  const seen = await extent(database)
  if (seen.lastSeq >= seen.size) findings.add({ kind: 'checkpoint-missing', size: seen.lastSeq + 1 })
  if (seen.firstSeq < 0) findings.add({ kind: 'leaf-altered', seq: seen.firstSeq })
  if (seen.tiles !== tilesIn(seen.lastSeq + 1))
    findings.add({ kind: 'tile-changed', detail: `${seen.tiles} are stored` })
}

/** In the order of sealing, where the head ends. */
export type Position = Pick<StoredCheckpoint, 'epoch' | 'lastXid' | 'lastId'>

/**
 * The last record under the head says where that ends; the checkpoint's own columns are not signed. Only where the record is gone are they
 * all that there is.
 */
export async function positionOf(
  database: Reading,
  head: StoredCheckpoint | undefined,
  findings: Findings,
): Promise<Position | undefined> {
  if (!head) return undefined
  const [last] = await leaves(database, head.size - 1, head.size)
  if (!last?.record) return head
  const { epoch, xid: lastXid, id: lastId } = last.record
  const same = head.epoch === epoch && head.lastXid === lastXid && head.lastId === lastId
  if (!same) findings.add({ kind: 'checkpoint-changed', size: head.size })
  return { epoch, lastXid, lastId }
}
