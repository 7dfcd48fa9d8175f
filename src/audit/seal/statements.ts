/**
 * What a sealer says to the database, in two trips. The first takes the lease and reads the head, the edge of the tree and what is to be
 * sealed; the second writes all of it or nothing.
 */
import { sql } from 'drizzle-orm'
import type { Row, Statement } from '../../ports/database.ts'
import { holdsLease } from '../../store/lease.ts'
import { prepare } from '../../store/statement.ts'
import { type LogRecord, recordColumns } from '../entry.ts'
import type { Edge, FullTile } from '../tree/edge.ts'
import { hashesOf, splitHashes } from '../tree/stored.ts'

/** The newest checkpoint, where there is one. */
export interface Head {
  readonly size: number
  readonly root: Uint8Array
  readonly edge: Edge
}

const head = sql`(select size, root, epoch, last_xid, last_id from audit_checkpoints order by size desc limit 1)`

const upTo = sql`(h.size >> (8 * l.level))`

/** One row for each level; none where nothing was ever sealed. */
export const readHead = prepare(sql`select h.size::text, encode(h.root, 'hex') as root,
    ${hashesOf(sql`l.level`, sql`((${upTo} >> 8) << 8)`, upTo)} as hashes
  from ${head} h, generate_series(0, 6) l(level) order by l.level`)

/**
 * In the order in which it can never change any more: (epoch, xid, id), below every transaction that is still under way. Those of an earlier
 * epoch have all ended. `id > last` alone would lose what commits late (half of it, measured; docs/decisions/0025). Both ends are rows, which
 * bound the walk through the index: what lies behind a transaction that stays open is not read again with each round.
 */
export const readUnsealed = prepare(sql`select ${recordColumns} from audit_logs l
  where (l.epoch, l.xid, l.id) > (
      coalesce((select c.epoch from ${head} c), 0), coalesce((select c.last_xid from ${head} c), '0'::xid8),
      coalesce((select c.last_id from ${head} c), 0))
    and (l.epoch, l.xid) < ((select max(n.epoch) from audit_logs n), pg_snapshot_xmin(pg_current_snapshot()))
  order by l.epoch, l.xid, l.id limit ${sql.placeholder('count')}::int`)

export function headOf(rows: readonly Row[]): Head | undefined {
  const [first] = rows
  if (!first) return undefined
  const root = Buffer.from(String(first.root), 'hex')
  return { size: Number(first.size), root, edge: rows.map(({ hashes }) => splitHashes(hashes)) }
}

const { placeholder } = sql

/**
 * A compare-and-swap on the size of the tree, under the fence. Two who saw the same size cannot both get through: one of them changes nothing,
 * or fails on the keys of leaves (23505), which means the same.
 */
const swapSizes = prepare(sql`with ok as (
    select 1 where ${holdsLease}
      and coalesce((select max(size) from audit_checkpoints), 0) = ${placeholder('base')}::bigint),
  checkpoint as (
    insert into audit_checkpoints (size, epoch, last_xid, last_id, root, note)
    select ${placeholder('size')}::bigint, ${placeholder('epoch')}::int, ${placeholder('lastXid')}::text::xid8,
      ${placeholder('lastId')}::bigint, decode(${placeholder('root')}, 'hex'), ${placeholder('note')}
    from ok on conflict do nothing returning 1),
  leaves as (
    insert into audit_leaves (seq, log_id, hash)
    select ${placeholder('base')}::bigint + u.at - 1, u.id, decode(u.hash, 'hex')
    from checkpoint, unnest(${placeholder('ids')}::bigint[], ${placeholder('hashes')}::text[]) with ordinality u(id, hash, at)),
  tiles as (
    insert into audit_tiles (level, index, root)
    select u.level, u.index, decode(u.root, 'hex')
    from checkpoint, unnest(${placeholder('levels')}::int[], ${placeholder('indexes')}::bigint[], ${placeholder('roots')}::text[])
      u(level, index, root))
  select count(*)::int as sealed from checkpoint`)

export interface Swap {
  readonly lease: { readonly lease: string; readonly holder: string; readonly fence: string }
  readonly base: number
  readonly size: number
  readonly root: Uint8Array
  readonly note: string
  readonly records: readonly LogRecord[]
  readonly hashes: readonly Uint8Array[]
  readonly full: readonly FullTile[]
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
/** Numbers and hex need no quotes in an array's text. */
const arrayOf = (values: readonly (string | number)[]) => `{${values.join()}}`

export function swap({ lease, records, hashes, full, root, ...rest }: Swap): Statement {
  const last = records.at(-1)
  return swapSizes({
    ...lease,
    ...rest,
    ...{ epoch: last?.epoch, lastXid: last?.xid, lastId: last?.id, root: hex(root) },
    ...{ ids: arrayOf(records.map(({ id }) => id)), hashes: arrayOf(hashes.map(hex)) },
    levels: arrayOf(full.map(({ level }) => level)),
    indexes: arrayOf(full.map(({ index }) => index)),
    roots: arrayOf(full.map((tile) => hex(tile.root))),
  })
}
