/** Publishing: each signed head goes to every anchor, in order, and what was taken is noted. What was not is tried again the next time. */
import { sql } from 'drizzle-orm'
import type { Anchor, Published } from '../../ports/anchor.ts'
import type { Ports } from '../../ports/index.ts'
import type { Sealing } from '../../ports/sealing.ts'
import { prepare } from '../../store/statement.ts'
import { consistencyProof } from '../tree/proofs.ts'
import { hashesFrom } from '../tree/stored.ts'

const { placeholder } = sql

/**
 * An anchor that is new begins with the newest head: it covers all that came before. One that hears now and then (`every`, seconds)
 * is told the newest as well, when its time has come.
 */
const readUnpublished = prepare(sql`select a.name, c.size::text, c.note
  from jsonb_to_recordset(${placeholder('anchors')}::jsonb) as a(name text, every int)
  cross join lateral (
    select max(g.size) as size, max(g.created_at) as at from audit_anchorings g where g.anchor = a.name) last
  cross join lateral (select last.size is null or a.every is not null as newest) way
  cross join lateral (
    select c.size, c.note from audit_checkpoints c
    where c.size > coalesce(last.size, 0)
      and (a.every is null or last.at is null or last.at < clock_timestamp() - make_interval(secs => a.every))
    order by case when way.newest then -c.size else c.size end
    limit case when way.newest then 1 else 50 end) c
  order by a.name, c.size`)

const noteTaken = prepare(sql`insert into audit_anchorings (anchor, size, cosignatures)
  values (${placeholder('anchor')}, ${placeholder('size')}::bigint, ${placeholder('cosignatures')}) on conflict do nothing`)

/** Throws `DatabaseError`; what an anchor throws is logged and counted. */
export async function publish(
  ports: Pick<Ports, 'log' | 'meter'>,
  { anchors, database }: Sealing,
  signal: AbortSignal,
): Promise<void> {
  if (anchors.length === 0) return
  const asked = anchors.map(({ name, everySeconds }) => ({ name, every: everySeconds ?? null }))
  const rows = await database.query(readUnpublished({ anchors: asked }), { signal })
  await Promise.all(
    anchors.map(async (anchor) => {
      for (const row of rows.filter(({ name }) => name === anchor.name)) {
        const head = { size: Number(row.size), note: String(row.note) }
        if (!(await taken(ports, anchor, head, database, signal))) return
      }
    }),
  )
}

async function taken(
  { log, meter }: Pick<Ports, 'log' | 'meter'>,
  anchor: Anchor,
  head: Published,
  database: Sealing['database'],
  signal: AbortSignal,
): Promise<boolean> {
  const { name } = anchor
  try {
    const since = (from: number) => consistencyProof(hashesFrom(database, signal), from, head.size)
    const { cosignatures = null } = await anchor.publish(head, since, signal)
    await database.query(noteTaken({ anchor: name, size: head.size, cosignatures }), { signal })
    meter.count('audit_anchored_total', { anchor: name })
    return true
  } catch (error) {
    const { name: called, code } =
      error instanceof Error ? (error as Error & { code?: unknown }) : { name: 'unknown' }
    meter.count('audit_anchor_failures_total', { anchor: name })
    log.write({
      level: 'error',
      action: 'audit.anchor',
      result: 'failure',
      detail: name,
      error: { name: called, ...(typeof code === 'string' && { code }) },
    })
    return false
  }
}
