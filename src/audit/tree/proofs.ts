/**
 * Proofs (RFC 6962 §2.1.1, §2.1.2): that an entry is in a tree, and that a tree is an earlier one grown. Made from the hashes of
 * tiles; checked from nothing but the roots.
 */
import { tileWidth } from './edge.ts'
import { fold, nodeHash, sameBytes } from './hashing.ts'

/** Where hashes come from: those of a level from `from` up to `to`. Level 0 are leaves, above are roots of full tiles. */
export type Hashes = (level: number, from: number, to: number) => Promise<readonly Uint8Array[]>

/** The largest power of two below `n`. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** MTH(D[from:to]) of a range that is a complete subtree, or ends the tree. */
async function subtree(hashes: Hashes, from: number, to: number): Promise<Uint8Array> {
  const n = to - from
  if (Number.isInteger(Math.log2(n)) && from % n === 0) {
    let level = 0
    while (tileWidth ** (level + 1) <= n) level++
    const unit = tileWidth ** level
    return fold(await hashes(level, from / unit, to / unit))
  }
  const k = split(n)
  const [left, right] = await Promise.all([subtree(hashes, from, from + k), subtree(hashes, from + k, to)])
  return nodeHash(left, right)
}

/** The root of the first `size` leaves. */
export const rootAt = (hashes: Hashes, size: number): Promise<Uint8Array> => subtree(hashes, 0, size)

/** PATH(index, D[size]): from the leaf's sibling to the root's child. */
export function inclusionProof(hashes: Hashes, index: number, size: number): Promise<readonly Uint8Array[]> {
  const path = async (from: number, to: number): Promise<Uint8Array[]> => {
    if (to - from === 1) return []
    const k = from + split(to - from)
    const [below, beside] = await Promise.all(
      index < k
        ? ([path(from, k), subtree(hashes, k, to)] as const)
        : ([path(k, to), subtree(hashes, from, k)] as const),
    )
    return [...below, beside]
  }
  return path(0, size)
}

/** PROOF(older, D[newer]); empty where they are the same, or the older is empty. */
export async function consistencyProof(
  hashes: Hashes,
  older: number,
  newer: number,
): Promise<readonly Uint8Array[]> {
  const proof = async (m: number, from: number, to: number, whole: boolean): Promise<Uint8Array[]> => {
    const n = to - from
    if (m === n) return whole ? [] : [await subtree(hashes, from, to)]
    const k = split(n)
    if (m <= k) return [...(await proof(m, from, from + k, whole)), await subtree(hashes, from + k, to)]
    return [...(await proof(m - k, from + k, to, false)), await subtree(hashes, from, from + k)]
  }
  return older === 0 || older === newer ? [] : proof(older, 0, newer, true)
}

/** RFC 9162 §2.1.3.2. */
export function includes(
  proof: readonly Uint8Array[],
  index: number,
  size: number,
  leaf: Uint8Array,
  root: Uint8Array,
): boolean {
  if (index >= size) return false
  let [fn, sn, hash] = [index, size - 1, leaf]
  for (const beside of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(beside, hash)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else hash = nodeHash(hash, beside)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && sameBytes(hash, root)
}

/** RFC 9162 §2.1.4.2. */
export function extendsTree(
  proof: readonly Uint8Array[],
  older: { readonly size: number; readonly root: Uint8Array },
  newer: { readonly size: number; readonly root: Uint8Array },
): boolean {
  if (older.size === newer.size) return proof.length === 0 && sameBytes(older.root, newer.root)
  if (older.size === 0 || older.size > newer.size || proof.length === 0)
    return older.size === 0 && proof.length === 0
  const path = Number.isInteger(Math.log2(older.size)) ? [older.root, ...proof] : [...proof]
  let [fn, sn] = [older.size - 1, newer.size - 1]
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  let [fr, sr] = [path[0] as Uint8Array, path[0] as Uint8Array]
  for (const hash of path.slice(1)) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(hash, fr)
      sr = nodeHash(hash, sr)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)]
    } else sr = nodeHash(sr, hash)
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && sameBytes(fr, older.root) && sameBytes(sr, newer.root)
}
