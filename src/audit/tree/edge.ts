/**
 * The edge: all that a tree needs to grow. Of each level of tiles (C2SP tlog-tiles) the hashes of its last, partial tile; whatever
 * lies left of them is done, and never read again.
 */
import { fold, nodeHash } from './hashing.ts'

export const tileWidth = 256

/** `[0]`: hashes of leaves; `[1]`: roots of full tiles of leaves; and so on. Each shorter than a tile. */
export type Edge = readonly (readonly Uint8Array[])[]

/** A tile that became full, and its root. */
export interface FullTile {
  readonly level: number
  readonly index: number
  readonly root: Uint8Array
}

/** How many hashes there are at a level of a tree of `size` leaves. */
export const widthAt = (size: number, level: number): number => Math.floor(size / tileWidth ** level)

/** The root (RFC 6962 §2.1): complete subtrees from the largest to the smallest, joined from the right. */
export function rootOf(edge: Edge): Uint8Array {
  const complete = [...edge]
    .reverse()
    .flatMap((hashes) => powers(hashes.length).map(([from, to]) => fold(hashes.slice(from, to))))
  const last = complete.pop()
  if (!last) throw new Error('An empty tree has no root here.')
  return complete.reduceRight((right, left) => nodeHash(left, right), last)
}

/** `count` as ranges whose lengths are falling powers of two: 5 → [0, 4], [4, 5]. */
function powers(count: number): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = []
  for (let from = 0, bit = tileWidth / 2; bit >= 1; bit /= 2) {
    if ((count & bit) === 0) continue
    ranges.push([from, from + bit])
    from += bit
  }
  return ranges
}

/** The tree with these leaves behind the `size` that it has; and which tiles became full by it. */
export function grow(
  edge: Edge,
  size: number,
  leaves: readonly Uint8Array[],
): { readonly edge: Edge; readonly full: readonly FullTile[] } {
  const grown: Uint8Array[][] = edge.map((hashes) => [...hashes])
  const full: FullTile[] = []
  const append = (level: number, index: number, hash: Uint8Array) => {
    const tile = grown[level] ?? []
    grown[level] = tile
    tile.push(hash)
    if (tile.length < tileWidth) return
    const at = Math.floor(index / tileWidth)
    const root = fold(tile)
    full.push({ level, index: at, root })
    grown[level] = []
    append(level + 1, at, root)
  }
  for (const [at, leaf] of leaves.entries()) append(0, size + at, leaf)
  return { edge: grown, full }
}
