/** Tiles of the tree, and the entries below them (C2SP tlog-tiles). What is served once never changes. */
import { sql } from 'drizzle-orm'
import { AppError } from '../../core/errors.ts'
import type { Statement } from '../../ports/database.ts'
import type { Call } from '../../ports/endpoint.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { bundleOf } from '../publish.ts'
import { tileWidth } from '../tree/edge.ts'
import { recordsOf } from '../tree/leaves.ts'
import { hashesOf, splitHashes } from '../tree/stored.ts'
import { levelNamed, type TileName, tileNamed } from '../tree/tile-path.ts'

const { placeholder } = sql
const [first, behind] = [sql`${placeholder('first')}::bigint`, sql`${placeholder('behind')}::bigint`]

const readTile = prepare(sql`select ${hashesOf(sql`${placeholder('level')}::int`, first, behind)} as hashes`)

const rangeOf = ({ index, width }: TileName) => ({
  first: index * tileWidth,
  behind: index * tileWidth + width,
})

/** Hashes, one behind the other. Throws `not-found` where the tree does not reach so far. */
export async function tile(
  { ports, deadline }: Call,
  level: string,
  path: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const [named, at] = [tileNamed(path), levelNamed(level)]
  if (!named || at === undefined) throw new AppError('not-found')
  const [row] = await read(ports, readTile({ level: at, ...rangeOf(named) }), { signal: deadline.signal })
  const hashes = splitHashes(row?.hashes)
  if (hashes.length !== named.width) throw new AppError('not-found')
  return Buffer.concat(hashes)
}

/** Entries, each behind its length. Throws `not-found` where one is missing: it was never sealed, or its month was dropped. */
export async function entryBundle({ ports, deadline }: Call, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const named = tileNamed(path)
  if (!named) throw new AppError('not-found')
  const { first, behind } = rangeOf(named)
  const reading = { query: (statement: Statement) => read(ports, statement, { signal: deadline.signal }) }
  const records = await recordsOf(reading, first, behind)
  if (!records) throw new AppError('not-found')
  return bundleOf(records) as Uint8Array<ArrayBuffer>
}
