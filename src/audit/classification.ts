/**
 * What of a table the log may hold. Every column stands in exactly one list; a column in none fails the build.
 * The lists become the table's capture function (`capture`): an allow-list, so that what was forgotten stays out.
 */

export interface Classified {
  readonly table: string
  /** The column that names the row in the log; one of the audited. */
  readonly key: string
  /** Columns whose old and new values are recorded. */
  readonly audited: readonly string[]
  /** Columns of which only the fact of change is recorded. */
  readonly redacted: readonly string[]
  /** Columns whose change alone is not recorded at all, each with its reason. */
  readonly unrecorded?: Readonly<Record<string, string>>
  /** May the app DELETE rows? By default it may not: removal is an UPDATE. */
  readonly removable?: boolean
}

/** Which tables are audited and how, and why the others are not. */
export interface Coverage {
  readonly classified: readonly Classified[]
  /** Tables that the app writes and nobody audits, each with its reason. */
  readonly exempt: Readonly<Record<string, string>>
}

/** What is wrong with a classification, given the table's columns; empty when it is whole. */
export function unclassified(columns: readonly string[], classified: Classified): readonly string[] {
  const { table, key, audited, redacted, unrecorded = {} } = classified
  const lists = [...audited, ...redacted, ...Object.keys(unrecorded)]
  return [
    ...columns.filter((column) => !lists.includes(column)).map((c) => `${table}.${c} is in no list`),
    ...lists.filter((column) => !columns.includes(column)).map((c) => `${table}.${c} does not exist`),
    ...lists.filter((column, at) => lists.indexOf(column) !== at).map((c) => `${table}.${c} is in two lists`),
    ...(audited.includes(key) ? [] : [`${table}.${key} names the row but is not audited`]),
  ]
}

/** Our own names only, so nothing needs quoting; anything else is a mistake. */
export function identifier(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`Not a plain SQL name: ${name}`)
  return name
}
