/** Is the restored log the one that was published? And how much of it was published after the backup: exactly so many records are lost. */
import { isSigned, parseCheckpoint, type Verifier } from '../../audit/tree/note.ts'
import { type Verified, verify } from '../../audit/verify/verify.ts'
import type { Config } from '../../core/config.ts'
import { coverage } from '../../coverage.ts'
import { openAnchors } from '../../entry/anchors.ts'
import type { Ports } from '../../ports/index.ts'

export interface TreeSeen extends Verified {
  /** Notes that it was held against. */
  readonly held: number
  /** Records that were sealed and published after the backup; undefined where no anchor could say. */
  readonly lostRecords: number | undefined
  /** Anchors that did not answer. */
  readonly away: readonly string[]
  /** Sentences: anchors that do not hold what the backup says was published there. */
  readonly missing: readonly string[]
}

const answerWithinMs = 30_000

export async function treeOf(
  { database, mailer }: Pick<Ports, 'database' | 'mailer'>,
  { anchors: named, auditOrigin: origin }: Config,
  {
    verifiers,
    checkpoint,
    progress,
  }: {
    readonly verifiers: readonly Verifier[]
    readonly checkpoint: string | null
    readonly progress: (step: string, done: number, all: number) => void
  },
): Promise<TreeSeen> {
  const [row] = await database.query({
    text: 'select coalesce(max(size), 0)::text as size from audit_checkpoints',
    params: [],
  })
  const size = Number(row?.size)
  const published = await database.query({
    text: 'select anchor, max(size)::text as size from audit_anchorings group by anchor',
    params: [],
  })
  const elsewhere: { note: string; from: string }[] = []
  const [away, missing]: [string[], string[]] = [[], []]
  let newest: number | undefined
  if (checkpoint !== null) elsewhere.push({ note: checkpoint, from: 'manifest' })
  for (const anchor of await openAnchors(named, mailer)) {
    const { name: from } = anchor
    if (!anchor.newest) continue
    try {
      const note = await anchor.newest(origin, AbortSignal.timeout(answerWithinMs))
      const head = note === undefined ? undefined : parseCheckpoint(note)
      const isOurs = note !== undefined && head !== undefined && isSigned(note, verifiers)
      // What is not signed says nothing, and is found as that; what is later is what was lost.
      if (note !== undefined && (!isOurs || head.size <= size)) elsewhere.push({ note, from })
      if (isOurs) newest = Math.max(newest ?? 0, head.size)
      const then = Number(published.find((one) => one.anchor === from)?.size ?? 0)
      if (then === 0 || !anchor.at) continue
      const known = await anchor.at(then, origin, AbortSignal.timeout(answerWithinMs))
      if (known === undefined)
        missing.push(`the anchor ${from} does not hold the head of ${then} records that was published there`)
      else elsewhere.push({ note: known, from })
    } catch {
      away.push(from)
    }
  }
  const verified = await verify(database, { verifiers, elsewhere, coverage, progress })
  const lostRecords = newest === undefined ? undefined : Math.max(0, newest - size)
  return { ...verified, held: elsewhere.length, lostRecords, away, missing }
}
