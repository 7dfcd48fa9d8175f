/** The sizes at which somebody signed a root: the log's own checkpoints, and those that are held elsewhere, by rising size. */

import { sameBytes } from '../tree/hashing.ts'
import { isSigned, parseCheckpoint, type Verifier } from '../tree/note.ts'
import type { Findings } from './findings.ts'
import { checkpoints, newestFirst, type Reading, type StoredCheckpoint } from './pages.ts'

export interface Boundary {
  readonly size: number
  readonly root: Uint8Array
  /** Who holds it; undefined for the log's own. */
  readonly from?: string
}

interface Asked {
  readonly size: number
  readonly verifiers: readonly Verifier[]
  readonly elsewhere: readonly { readonly note: string; readonly from: string }[]
}

/** The newest checkpoint that is one: what claims to be newer and is not signed is told, and does not count. */
export async function headOf(
  database: Reading,
  verifiers: readonly Verifier[],
  findings: Findings,
): Promise<StoredCheckpoint | undefined> {
  for await (const checkpoint of newestFirst(database)) {
    if (ownOf(checkpoint, verifiers)) return checkpoint
    findings.add({ kind: 'checkpoint-changed', size: checkpoint.size })
  }
  return undefined
}

export async function* boundaries(
  database: Reading,
  asked: Asked,
  findings: Findings,
): AsyncGenerator<Boundary, undefined> {
  const foreign = foreignOf(asked, findings)
  for await (const own of checkpoints(database, asked.size)) {
    while (foreign[0] && foreign[0].size <= own.size) yield foreign.shift() as Boundary
    const boundary = ownOf(own, asked.verifiers)
    if (boundary) yield boundary
    else findings.add({ kind: 'checkpoint-changed', size: own.size })
  }
  yield* foreign
  return undefined
}

/** What the note says, where it is signed and its row says the same. */
function ownOf({ size, root, note }: StoredCheckpoint, verifiers: readonly Verifier[]): Boundary | undefined {
  const said = parseCheckpoint(note)
  if (!said || !isSigned(note, verifiers)) return undefined
  return said.size === size && sameBytes(said.root, root) ? { size, root: said.root } : undefined
}

function foreignOf({ size, verifiers, elsewhere }: Asked, findings: Findings): Boundary[] {
  const found = elsewhere.flatMap(({ note, from }): Boundary[] => {
    const said = parseCheckpoint(note)
    if (!said || !isSigned(note, verifiers)) {
      findings.add({ kind: 'checkpoint-unsigned', detail: from })
      return []
    }
    if (said.size <= size) return said.size === 0 ? [] : [{ size: said.size, root: said.root, from }]
    findings.add({ kind: 'rolled-back', size: said.size, detail: from })
    return []
  })
  return found.sort((one, other) => one.size - other.size)
}
