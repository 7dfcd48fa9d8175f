/** The tree as it stands in the database. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../ports/database.ts'
import { prepare } from '../../store/statement.ts'
import type { Hashes } from './proofs.ts'

/** Hashes of a level, as one hex text, from `from` up to `to`. */
export const hashesOf = (level: SQL, from: SQL, to: SQL): SQL => sql`case when ${level} = 0
  then (select string_agg(encode(f.hash, 'hex'), '' order by f.seq) from audit_leaves f where f.seq >= ${from} and f.seq < ${to})
  else (select string_agg(encode(t.root, 'hex'), '' order by t.index) from audit_tiles t
    where t.level = ${level} - 1 and t.index >= ${from} and t.index < ${to}) end`

/** From `from` up to `to` of a level. */
const readHashes = prepare(
  sql`select ${hashesOf(
    sql`${sql.placeholder('level')}::int`,
    sql`${sql.placeholder('from')}::bigint`,
    sql`${sql.placeholder('to')}::bigint`,
  )} as hashes`,
)

export const splitHashes = (hex: unknown): Uint8Array[] =>
  (typeof hex === 'string' ? (hex.match(/.{64}/g) ?? []) : []).map((one) => Buffer.from(one, 'hex'))

/** Throws where some that should be there are missing: the tree is broken. */
export const hashesFrom =
  (database: Pick<Database, 'query'>, signal?: AbortSignal): Hashes =>
  async (level, from, to) => {
    const [row] = await database.query(readHashes({ level, from, to }), signal ? { signal } : {})
    const hashes = splitHashes(row?.hashes)
    if (hashes.length !== to - from) throw new Error(`The tree lacks hashes at level ${level}, from ${from}.`)
    return hashes
  }
