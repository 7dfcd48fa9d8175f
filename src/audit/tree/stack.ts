/**
 * A tree that is read from its first leaf to its last and kept nowhere: of all that was read only the roots of complete subtrees, one
 * for each bit of the size. A leaf costs two hashes, a root some twenty, whatever the size.
 */
import type { FullTile } from './edge.ts'
import { nodeHash } from './hashing.ts'

/** The height of a tile, in levels of the tree. */
const tileHeight = 8

export interface Stack {
  /** How many leaves it has. */
  readonly size: number
  /** The tiles that became full by this leaf, lowest first. */
  push(leaf: Uint8Array): readonly FullTile[]
  /** The root of what it has; throws where it has nothing. */
  root(): Uint8Array
  copy(): Stack
}

interface Subtree {
  readonly height: number
  readonly hash: Uint8Array
}

const none: readonly FullTile[] = []

export function stack(before: readonly Subtree[] = [], had = 0): Stack {
  const subtrees = [...before]
  let size = had

  function fullAt(height: number, hash: Uint8Array): FullTile {
    return { level: height / tileHeight - 1, index: size / 2 ** height - 1, root: hash }
  }

  return {
    get size() {
      return size
    },
    push(leaf) {
      size++
      let [height, hash] = [0, leaf]
      let full: FullTile[] | undefined
      for (let rest = size; rest % 2 === 0; rest /= 2) {
        hash = nodeHash((subtrees.pop() as Subtree).hash, hash)
        height++
        if (height % tileHeight === 0) full = [...(full ?? []), fullAt(height, hash)]
      }
      subtrees.push({ height, hash })
      return full ?? none
    },
    root() {
      const last = subtrees.at(-1)
      if (!last) throw new Error('An empty tree has no root here.')
      return subtrees.slice(0, -1).reduceRight((right, left) => nodeHash(left.hash, right), last.hash)
    },
    copy: () => stack(subtrees, size),
  }
}
