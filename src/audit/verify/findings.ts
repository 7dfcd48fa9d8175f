/** What a verification finds wrong. Each names what it is about, and holds nobody's values. */

export type FindingKind =
  /** A stored checkpoint is not what was signed, or is signed by no key that is known. */
  | 'checkpoint-changed'
  /** A checkpoint from elsewhere is signed by no key that is known: it says nothing. */
  | 'checkpoint-unsigned'
  /** There are leaves beyond the newest checkpoint, which are only ever written with one. */
  | 'checkpoint-missing'
  /** A record is not what its leaf was made of. */
  | 'record-altered'
  | 'record-missing'
  /** A record stands before the head of the tree and is not in it: it was written later than it says, or its leaf is gone. */
  | 'record-backdated'
  /** A leaf is not the hash of its record, and not what was signed. */
  | 'leaf-altered'
  | 'leaf-missing'
  | 'tile-changed'
  /** The leaves do not make the root that was signed. */
  | 'root-mismatch'
  /** Somebody else holds a checkpoint of more than there is. */
  | 'rolled-back'
  /** Somebody else holds a checkpoint with another root: the log was written anew. */
  | 'forked'
  /** A record lost what it held, or says so, and no event says of as many. */
  | 'erasure-unfounded'
  /** A month is noted as dropped, and no event says so. */
  | 'retirement-unfounded'
  /** A row is not what the log says it became. */
  | 'row-changed'
  /** A row is there of which the log knows nothing. */
  | 'row-unrecorded'
  /** A row is gone of which the log does not say so. */
  | 'row-missing'

export interface Finding {
  readonly kind: FindingKind
  /** A place in the tree. */
  readonly seq?: number
  /** A record's number in the log. */
  readonly id?: string
  /** The size of a checkpoint. */
  readonly size?: number
  readonly entity?: string
  readonly entityId?: string
  /** Names of columns, or where a checkpoint came from. */
  readonly detail?: string
}

/** At most so many of a kind are named; all are counted. */
const named = 20

export const totalOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

export function findingsList() {
  const findings: Finding[] = []
  const counts: Partial<Record<FindingKind, number>> = {}
  return {
    findings,
    counts,
    add(finding: Finding) {
      const count = (counts[finding.kind] ?? 0) + 1
      counts[finding.kind] = count
      if (count <= named) findings.push(finding)
    },
  }
}

export type Findings = ReturnType<typeof findingsList>
