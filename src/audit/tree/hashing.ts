/** The two hashes of a Merkle tree (RFC 6962 §2.1): a leaf and an inner node can never be taken for each other. */
import { createHash, hash } from 'node:crypto'

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)
const width = 32

export const sha256 = (...parts: readonly (Uint8Array | string)[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** In one call, and as hex: a quarter of what an object to hash with costs, or a digest that is a buffer of its own (docs/measurements.md). */
export const sha256Hex = (data: Uint8Array | string): string => hash('sha256', data, 'hex')

/** SHA-256(0x00 ‖ entry) */
export const leafHash = (entry: Uint8Array | string): Uint8Array =>
  typeof entry === 'string' ? Buffer.from(sha256Hex(`\0${entry}`), 'hex') : sha256(leafPrefix, entry)

/** Filled and hashed anew each time, between which nobody else has a turn. */
const node = Buffer.alloc(1 + 2 * width)
node.set(nodePrefix)

/** SHA-256(0x01 ‖ left ‖ right) */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  // A proof is anybody's, and so is the length of what is in it.
  if (left.length !== width || right.length !== width) return sha256(nodePrefix, left, right)
  node.set(left, 1)
  node.set(right, 1 + width)
  return Buffer.from(sha256Hex(node), 'hex')
}

/** The root of a complete subtree; `hashes` are as many as a power of two. */
export function fold(hashes: readonly Uint8Array[]): Uint8Array {
  let level = hashes
  while (level.length > 1) {
    const above: Uint8Array[] = []
    for (let at = 0; at < level.length; at += 2)
      above.push(nodeHash(level[at] as Uint8Array, level[at + 1] as Uint8Array))
    level = above
  }
  return level[0] as Uint8Array
}

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at])
