/**
 * The tree, recomputed whole from the records: never a sample, for a sample misses (one byte was missed by a look at every 97th leaf).
 *
 * Two trees are read at once: one of the hashes that are stored, one of the hashes of the records. Where they part, the signed root
 * says which of the two was changed.
 */
import { entryOf } from '../entry.ts'
import { leafHash, sameBytes } from '../tree/hashing.ts'
import { type Leaf, leaves } from '../tree/leaves.ts'
import type { Verifier } from '../tree/note.ts'
import { type Stack, stack } from '../tree/stack.ts'
import { type Boundary, boundaries } from './boundaries.ts'
import type { Finding, Findings } from './findings.ts'
import { type Reading, type RetiredMonth, tileRoots } from './pages.ts'

const atOnce = 4_096
const absent = new Uint8Array(32)

export interface TreeAsked {
  readonly size: number
  readonly verifiers: readonly Verifier[]
  readonly retired: readonly RetiredMonth[]
  /** Notes that are held elsewhere, and by whom. */
  readonly elsewhere: readonly { readonly note: string; readonly from: string }[]
  readonly progress: (seq: number) => void
}

const isOf = ({ record, hash }: Leaf) => record !== undefined && sameBytes(leafHash(entryOf(record)), hash)

export interface TreeSeen {
  readonly checkpoints: number
  readonly records: number
  readonly retired: number
}

export async function verifyTree(database: Reading, asked: TreeAsked, findings: Findings): Promise<TreeSeen> {
  const { size, retired, progress } = asked
  const ends = boundaries(database, asked, findings)
  let end = (await ends.next()).value
  const seen = { checkpoints: 0, records: 0, retired: 0 }
  let [stored, made]: [Stack, Stack] = [stack(), stack()]
  let apart = false
  let broken = false
  let different: Finding[] = []

  function at(boundary: Boundary) {
    const [rootStored, rootMade] = [stored.root(), apart ? made.root() : stored.root()]
    const [isStored, isMade] = [sameBytes(rootStored, boundary.root), sameBytes(rootMade, boundary.root)]
    for (const one of different) findings.add(isMade && !isStored ? { ...one, kind: 'leaf-altered' } : one)
    different = []
    if (isStored || isMade) {
      // What was changed is named; what comes after is judged by itself.
      if (apart && isMade) stored = made
      apart = false
    } else if (boundary.from) findings.add({ kind: 'forked', size: boundary.size, detail: boundary.from })
    else if (!broken) {
      broken = true
      findings.add({ kind: 'root-mismatch', size: boundary.size })
    }
  }

  const isRetired = (seq: number) => retired.some((month) => seq >= month.firstSeq && seq <= month.lastSeq)

  /** The hash that is stored, and the hash of the record. */
  function hashesOf(leaf: Leaf | undefined, seq: number): readonly [Uint8Array, Uint8Array] {
    if (!leaf) {
      findings.add({ kind: 'leaf-missing', seq })
      return [absent, absent]
    }
    if (leaf.record) {
      seen.records++
      const hash = leafHash(entryOf(leaf.record))
      if (!sameBytes(hash, leaf.hash)) different.push({ kind: 'record-altered', seq, id: leaf.logId })
      return [leaf.hash, hash]
    }
    if (isRetired(seq)) seen.retired++
    else findings.add({ kind: 'record-missing', seq, id: leaf.logId })
    return [leaf.hash, leaf.hash]
  }

  for (let from = 0; from < size; from += atOnce) {
    const to = Math.min(from + atOnce, size)
    const page = new Map<number, Leaf>()
    for (const leaf of await leaves(database, from, to)) {
      const other = page.get(leaf.seq)
      // Two records under one number: the one that the leaf was made of is the record, the other was put in later.
      if (other) findings.add({ kind: 'record-backdated', id: leaf.logId })
      if (!other || isOf(leaf)) page.set(leaf.seq, leaf)
    }
    const tiles: { level: number; index: number; roots: Uint8Array[] }[] = []
    for (let seq = from; seq < to; seq++) {
      const [hash, own] = hashesOf(page.get(seq), seq)
      if (!apart && !sameBytes(hash, own)) {
        apart = true
        made = stored.copy()
      }
      const full = stored.push(hash)
      const others = apart ? made.push(own) : full
      for (const [n, { level, index, root }] of full.entries())
        tiles.push({ level, index, roots: [root, others[n]?.root ?? root] })
      for (; end && end.size === seq + 1; end = (await ends.next()).value) {
        if (!end.from) seen.checkpoints++
        at(end)
      }
    }
    const roots = await tileRoots(database, tiles)
    for (const { level, index, roots: right } of tiles) {
      const root = roots.get(`${level}/${index}`)
      if (!root || !right.some((one) => sameBytes(one, root)))
        findings.add({ kind: 'tile-changed', detail: `level ${level}, index ${index}` })
    }
    progress(to)
  }
  for (const one of different) findings.add(one)
  return seen
}
