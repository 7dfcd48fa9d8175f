/** What a sealer refuses to sign over. It is for the operator, at once; nothing in it is anybody's data. */

export type AuditFaultKind =
  /** Leaves or tiles do not make the root that was signed. */
  | 'tree-changed'
  /** An anchor holds a checkpoint of more than the database has: it was rolled back. */
  | 'rolled-back'
  /** An anchor holds a checkpoint of the same size or less with another root: history was rewritten. */
  | 'forked'
  /** None of the anchors answers with what we signed, or with nothing: whether there is a fork cannot be said. */
  | 'anchors-away'

export interface AuditFault extends Error {
  readonly name: 'AuditFault'
  readonly kind: AuditFaultKind
  /** The size of the tree where it shows. */
  readonly size: number
}

export function auditFault(kind: AuditFaultKind, size: number): AuditFault {
  return Object.assign(new Error(`The audit log is not sealed (${kind}, size ${size}).`), {
    name: 'AuditFault' as const,
    kind,
    size,
  })
}

export function isAuditFault(error: unknown): error is AuditFault {
  return error instanceof Error && error.name === 'AuditFault'
}
