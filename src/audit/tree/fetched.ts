/** What a computation needs of the tree, in one trip: it is run once to hear which hashes it asks for, and once with those. */
import { sql } from 'drizzle-orm'
import type { Ports } from '../../ports/index.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import type { Hashes } from './proofs.ts'
import { hashesOf, splitHashes } from './stored.ts'

const readRanges = prepare(sql`select r.level, r.first::text, r.behind::text,
    ${hashesOf(sql`r.level`, sql`r.first`, sql`r.behind`)} as hashes
  from jsonb_to_recordset(${sql.placeholder('ranges')}::jsonb) as r(level int, first bigint, behind bigint)`)

const blank = new Uint8Array(32)

/** `compute` must ask for the same, whatever it is told. Throws where hashes that should be there are missing: the tree is broken. */
export async function withHashes<T>(
  ports: Pick<Ports, 'database'>,
  compute: (hashes: Hashes) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const ranges: { level: number; first: number; behind: number }[] = []
  await compute(async (level, first, behind) => {
    ranges.push({ level, first, behind })
    return new Array<Uint8Array>(behind - first).fill(blank)
  })
  const rows = ranges.length > 0 ? await read(ports, readRanges({ ranges }), { signal }) : []
  const found = new Map(
    rows.map((row) => [`${row.level} ${row.first} ${row.behind}`, splitHashes(row.hashes)]),
  )
  return compute(async (level, first, behind) => {
    const hashes = found.get(`${level} ${first} ${behind}`) ?? []
    if (hashes.length !== behind - first)
      throw new Error(`The tree lacks hashes at level ${level}, from ${first}.`)
    return hashes
  })
}
