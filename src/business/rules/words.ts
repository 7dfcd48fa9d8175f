/** Names that no field may have, because they mean something where a field's name will stand. */

/** Reserved in PL/pgSQL (pl_reserved_kwlist.h), in which a table's changes are captured: `NEW.end` is no column there. */
export const captureWords: readonly string[] = [
  ...['all', 'begin', 'by', 'case', 'declare', 'else', 'end', 'execute', 'for', 'foreach', 'from', 'if'],
  ...['in', 'into', 'loop', 'not', 'null', 'or', 'strict', 'then', 'to', 'using', 'when', 'while'],
]

/** What a list is asked for beside its filters. */
export const queryWords: readonly string[] = ['limit', 'cursor', 'sort', 'fields', 'expand', 'q', 'count']
