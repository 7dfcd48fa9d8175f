/** RFC 6962 §2.1, word by word and without a thought for speed: what the tree is held against. */
import { createHash } from 'node:crypto'

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
export const plainLeaf = (entry: string) => sha256(Uint8Array.of(0), Buffer.from(entry))

const k = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1)

/** MTH(D[n]) of leaf hashes. */
export function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return leaves[0] as Uint8Array
  const at = k(leaves.length)
  return sha256(Uint8Array.of(1), mth(leaves.slice(0, at)), mth(leaves.slice(at)))
}

/** PATH(m, D[n]) */
export function path(m: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  if (leaves.length === 1) return []
  const at = k(leaves.length)
  return m < at
    ? [...path(m, leaves.slice(0, at)), mth(leaves.slice(at))]
    : [...path(m - at, leaves.slice(at)), mth(leaves.slice(0, at))]
}

/** PROOF(m, D[n]) */
export function proof(m: number, leaves: readonly Uint8Array[], whole = true): readonly Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)]
  const at = k(leaves.length)
  return m <= at
    ? [...proof(m, leaves.slice(0, at), whole), mth(leaves.slice(at))]
    : [...proof(m - at, leaves.slice(at), false), mth(leaves.slice(0, at))]
}
