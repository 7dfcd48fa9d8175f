/**
 * Under which keys does what is sealed stand, and does it open? Every value is read and opened, in the order of its
 * table's key and a page at a time, so no statement is long and no lock is held.
 */
import type { KeyRing } from '../core/keys.ts'
import type { Ports } from '../ports/index.ts'
import { type Keys, open } from './cipher.ts'
import { read } from './read.ts'
import { pageAfter, rowFrom, type Sealed, type SealedRow, start } from './sealed.ts'

/** What stands in one column under one key. */
export interface Standing {
  readonly table: string
  readonly column: string
  /** Undefined: what stands there was never sealed. */
  readonly kid: string | undefined
  readonly values: number
  /** How many of them the ring opens. A blind index is never opened but made anew: all of them are. */
  readonly sound: number
}

const pageRows = 1_000

export async function survey(
  { database, config }: Pick<Ports, 'database' | 'config'>,
  all: readonly Sealed[],
): Promise<readonly Standing[]> {
  const standings = new Map<string, { -readonly [K in keyof Standing]: Standing[K] }>()
  const count = (table: string, column: string, text: string, sound: boolean) => {
    const kid = kidOf(text)
    const name = JSON.stringify([table, column, kid])
    const standing = standings.get(name) ?? { table, column, kid, values: 0, sound: 0 }
    standings.set(name, standing)
    standing.values++
    if (sound) standing.sound++
  }
  for (const sealed of all)
    for await (const rows of pagesOf({ database }, sealed, pageRows))
      for (const row of rows)
        sealed.values.forEach(({ column, member, lookup }, at) => {
          const [value, index] = [row.values[at], row.indexes[at]]
          const text = opened(config.keys, sealed, row, at)
          if (value != null)
            count(sealed.table, member ? `${column}.${member}` : column, value, text !== undefined)
          if (lookup && index != null) count(sealed.table, lookup.column, index, true)
        })
  return [...standings.values()]
}

/** The rows of a table, by its key; each page is a statement of its own, so rows may come and go meanwhile. */
export async function* pagesOf(
  needs: Pick<Ports, 'database'>,
  sealed: Sealed,
  count: number,
): AsyncGenerator<readonly SealedRow[]> {
  const page = pageAfter(sealed)
  let after = start(sealed)
  for (;;) {
    const values = Object.fromEntries(after.map((part, at) => [`k${at}`, part]))
    const found = await read(needs, page({ ...values, count }), { signal: AbortSignal.timeout(30_000) })
    const rows = found.map((row) => rowFrom(sealed, row))
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < count) return
    after = last.key
  }
}

/** The text of one value, or undefined where there is none or no key of the ring opens it. */
export function opened(
  { field }: KeyRing,
  { table, values }: Sealed,
  row: SealedRow,
  at: number,
): string | undefined {
  const [column, sealed] = [values[at]?.column, row.values[at]]
  if (column === undefined || sealed == null) return undefined
  try {
    return open(field, { table, column, row: row.key.join(' ') }, sealed)
  } catch {
    return undefined
  }
}

/** The name of the key that made it. What has not the form of a sealed value tells nothing: it could be a plain one. */
export function kidOf(sealed: string): string | undefined {
  return /^([\w-]{1,16}):[\w-]{38,}$/.exec(sealed)?.[1]
}

/** What does not stand under the first key. */
export const outdated = (standings: readonly Standing[], [first]: Keys): readonly Standing[] =>
  standings.filter(({ kid }) => kid !== first.kid)

/** What nobody could re-seal, and everybody should know of before anything is changed: one sentence for each. */
export function unreadable(standings: readonly Standing[], keys: Keys): readonly string[] {
  return standings.flatMap(({ table, column, kid, values, sound }) => {
    const what = `${table}.${column}`
    if (kid === undefined) return [`${what}: ${values} are not sealed`]
    if (!keys.some((key) => key.kid === kid))
      return [`${what}: ${values} under ${kid}, which is not in the ring`]
    return sound === 0
      ? [`${what}: none of ${values} opens with the ring's ${kid}; another key had that name`]
      : []
  })
}
