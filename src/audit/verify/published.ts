/**
 * A log as it is published (C2SP tlog-tiles): from a folder or a URL, with nothing but public keys. The whole tree is recomputed; from the
 * entries where they may be read, else from the hashes of the leaves.
 */
import { leafHash, sameBytes } from '../tree/hashing.ts'
import { isSigned, parseCheckpoint, type Verifier } from '../tree/note.ts'
import { stack } from '../tree/stack.ts'
import { pathOfTile } from '../tree/tile-path.ts'
import { type Finding, findingsList } from './findings.ts'

const tileWidth = 256

/** What lies at a path of the log, such as `tile/0/000`; undefined where nothing does, or where it may not be read. */
export type Published = (path: string) => Promise<Uint8Array | undefined>

export interface PublishedAsked {
  readonly verifiers: readonly Verifier[]
  readonly elsewhere: readonly { readonly note: string; readonly from: string }[]
  readonly progress: (step: string, done: number, all: number) => void
}

export interface PublishedSeen {
  readonly size: number
  /** Leaves that were recomputed from entries; the others were taken as they are published. */
  readonly entries: number
  readonly findings: readonly Finding[]
  readonly counts: Readonly<Record<string, number>>
}

/** Undefined where there is no checkpoint to begin with. */
export async function verifyPublished(
  published: Published,
  asked: PublishedAsked,
): Promise<PublishedSeen | undefined> {
  const { verifiers, elsewhere, progress } = asked
  const note = await published('checkpoint')
  if (!note) return undefined
  const list = findingsList()
  const text = Buffer.from(note).toString()
  const head = parseCheckpoint(text)
  if (!head || !isSigned(text, verifiers)) {
    list.add({ kind: 'checkpoint-changed', detail: 'the published one' })
    return { size: 0, entries: 0, ...list }
  }
  const { size } = head
  const held = elsewhere.flatMap(({ note: other, from }) => {
    const checkpoint = isSigned(other, verifiers) ? parseCheckpoint(other) : undefined
    if (!checkpoint) list.add({ kind: 'checkpoint-unsigned', detail: from })
    else if (checkpoint.size > size) list.add({ kind: 'rolled-back', size: checkpoint.size, detail: from })
    return checkpoint && checkpoint.size <= size ? [{ ...checkpoint, from }] : []
  })
  const tree = stack()
  let entries = 0
  for (let first = 0; first < size; first += tileWidth) {
    const width = Math.min(tileWidth, size - first)
    const path = pathOfTile(first / tileWidth, width)
    const [tile, bundle] = await Promise.all([published(`tile/0/${path}`), published(`tile/entries/${path}`)])
    const made = bundle && entriesOf(bundle).map(leafHash)
    if ((made?.length ?? 0) > width || (tile?.length ?? 0) > width * 32)
      list.add({ kind: 'tile-changed', detail: `${path} holds more than ${width}` })
    for (let at = 0; at < width; at++) {
      const seq = first + at
      const stored = tile?.subarray(at * 32, at * 32 + 32)
      const own = made?.[at]
      if (own) entries++
      if (stored?.length !== 32) list.add({ kind: 'leaf-missing', seq })
      else if (bundle && !own) list.add({ kind: 'record-missing', seq })
      else if (own && !sameBytes(own, stored)) list.add({ kind: 'record-altered', seq })
      for (const full of tree.push(stored?.length === 32 ? stored : new Uint8Array(32))) {
        const above = await published(
          `tile/${full.level + 1}/${pathOfIndex(full.index, size, full.level + 1)}`,
        )
        const root = above?.subarray((full.index % tileWidth) * 32, (full.index % tileWidth) * 32 + 32)
        if (!root || !sameBytes(root, full.root))
          list.add({ kind: 'tile-changed', detail: `level ${full.level}, index ${full.index}` })
      }
      for (const one of held)
        if (one.size === seq + 1 && !sameBytes(tree.root(), one.root))
          list.add({ kind: 'forked', size: one.size, detail: one.from })
    }
    progress('tree', first + width, size)
  }
  if (size > 0 && !sameBytes(tree.root(), head.root)) list.add({ kind: 'root-mismatch', size })
  return { size, entries, ...list }
}

/** The tile in which a hash of a level lies, in a tree of this size. */
function pathOfIndex(index: number, size: number, level: number): string {
  const tile = Math.floor(index / tileWidth)
  const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - tile * tileWidth)
  return pathOfTile(tile, width)
}

/** Entries, each behind its length in two bytes, big-endian. What is cut off is not one. */
function entriesOf(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = []
  for (let at = 0; at + 2 <= bundle.length; ) {
    const length = ((bundle[at] as number) << 8) | (bundle[at + 1] as number)
    if (at + 2 + length > bundle.length) break
    entries.push(bundle.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return entries
}
