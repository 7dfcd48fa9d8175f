/** Everything that can be checked, from a database that nobody need trust: what is signed, what was signed elsewhere, and the rest of it. */
import type { Coverage } from '../classification.ts'
import type { Verifier } from '../tree/note.ts'
import { headOf } from './boundaries.ts'
import { positionOf, verifyExtent } from './extent.ts'
import { type Finding, type FindingKind, findingsList } from './findings.ts'
import { type Reading, retiredMonths } from './pages.ts'
import { verifyRecords } from './records.ts'
import { verifyRows } from './rows.ts'
import { verifyTree } from './tree.ts'

export interface VerifyAsked {
  readonly verifiers: readonly Verifier[]
  /** Checkpoints that are held elsewhere, and by whom. */
  readonly elsewhere: readonly { readonly note: string; readonly from: string }[]
  /** Whose rows are held against the log; undefined: nobody's. */
  readonly coverage: Coverage | undefined
  readonly progress: (step: string, done: number, all: number) => void
}

export interface Verified {
  /** Records in the tree. */
  readonly size: number
  readonly checkpoints: number
  readonly records: number
  /** Records whose month was dropped; their leaves stand. */
  readonly retired: number
  readonly unsealed: number
  readonly rows: number
  readonly erased: readonly { readonly event: string; readonly records: number }[]
  readonly findings: readonly Finding[]
  readonly counts: Partial<Record<FindingKind, number>>
}

/** Throws `DatabaseError` where the database cannot be asked. */
export async function verify(database: Reading, asked: VerifyAsked): Promise<Verified> {
  const { verifiers, elsewhere, coverage, progress } = asked
  const list = findingsList()
  await verifyExtent(database, list)
  const head = await headOf(database, verifiers, list)
  const retired = await retiredMonths(database)
  const size = head?.size ?? 0
  for (const { month, founded } of retired)
    if (!founded) list.add({ kind: 'retirement-unfounded', detail: month })
  const founded = retired.filter((month) => month.founded)
  const tree = await verifyTree(
    database,
    { size, verifiers, elsewhere, retired: founded, progress: (seq) => progress('tree', seq, size) },
    list,
  )
  // A range says where a month's records stood, among those of its neighbours; not every one that is missing there was of it.
  const gone = founded.reduce((sum, { records }) => sum + records, 0)
  if (tree.retired > gone)
    list.add({ kind: 'retirement-unfounded', detail: `${tree.retired - gone} records more` })
  const position = await positionOf(database, head, list)
  const records = await verifyRecords(database, size, position, list)
  let rows = 0
  for (const [at, classified] of (coverage?.classified ?? []).entries()) {
    progress('rows', at, coverage?.classified.length ?? 0)
    rows += await verifyRows(database, classified, retired.length === 0, list)
  }
  if (coverage) progress('rows', coverage.classified.length, coverage.classified.length)
  const erased = [...records.erased].map(([event, count]) => ({ event, records: count }))
  const { findings, counts } = list
  return { size, ...tree, unsealed: records.unsealed, rows, erased, findings, counts }
}
