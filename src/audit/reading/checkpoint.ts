/** The newest head of the tree, signed; with the signatures of those who sign as well, where it has any. */
import { type SQL, sql } from 'drizzle-orm'
import type { Row } from '../../ports/database.ts'
import type { Call } from '../../ports/endpoint.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'

/** Rows of (anchor): each name once, by as many look-ups in the key (anchor, size) as there are names. */
export const anchorNames: SQL = sql`recursive anchors(anchor) as (
    (select a.anchor from audit_anchorings a order by a.anchor limit 1)
    union all select (select a.anchor from audit_anchorings a where a.anchor > n.anchor order by a.anchor limit 1)
    from anchors n where n.anchor is not null)`

/** A row of (size, note, cosignatures, ...) where anything was ever sealed; wants `anchorNames` in its `with`. */
export const newest: SQL = sql`(select c.*, (
      select string_agg(a.cosignatures, E'\n' order by n.anchor)
      from anchors n join audit_anchorings a on a.anchor = n.anchor and a.size = c.size) as cosignatures
    from audit_checkpoints c order by c.size desc limit 1)`

const readNewest = prepare(sql`with ${anchorNames} select c.note, c.cosignatures from ${newest} c`)

/** The note as it was signed, and behind it one line for each who signed as well (C2SP signed-note). */
export function noteOf({ note, cosignatures }: Row): string {
  const lines = String(cosignatures ?? '').split('\n')
  return `${note}${lines.flatMap((line) => (/^— \S+ \S+$/.test(line) ? `${line}\n` : [])).join('')}`
}

/** Undefined where nothing was ever sealed. */
export async function newestNote({
  ports,
  deadline,
}: Pick<Call, 'ports' | 'deadline'>): Promise<string | undefined> {
  const [row] = await read(ports, readNewest(), { signal: deadline.signal })
  return row && noteOf(row)
}
