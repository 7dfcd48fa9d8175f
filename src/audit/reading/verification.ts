/** How far the log is sealed, what is not yet, and which heads were published where. */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Call } from '../../ports/endpoint.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { parseCheckpoint } from '../tree/note.ts'
import { anchorNames, newest } from './checkpoint.ts'
import { moment } from './shape.ts'

/** What is counted at most: more is as alarming. */
const maxUnsealed = 10_000

const when = z.iso.datetime({ precision: 3 })

export const verificationShape = z.strictObject({
  size: z.int().min(0).describe('How many records are sealed.'),
  root: z
    .string()
    .nullable()
    .describe('The root of the tree, in base64; null where nothing was ever sealed.'),
  origin: z.string().nullable().describe('Whose log it is: the first line of its checkpoints.'),
  checkpointAt: when.nullable(),
  unsealed: z
    .int()
    .min(0)
    .max(maxUnsealed)
    .describe(`How many records are not sealed, counted to ${maxUnsealed}.`),
  unsealedSince: when.nullable().describe('When the oldest of them was written.'),
  anchors: z
    .array(z.strictObject({ anchor: z.string(), size: z.int().min(1), at: when }))
    .describe('The newest head that each place outside the database was given.'),
})

/** A sealer goes by (epoch, xid, id), so that what is not sealed lies behind the last that is. */
const look = prepare(sql`with ${anchorNames}
  select c.size::text, c.note, ${moment(sql`c.created_at`)} as at, u.count, ${moment(sql`u.since`)} as since, (
      select jsonb_agg(jsonb_build_object('anchor', n.anchor, 'size', a.size, 'at', ${moment(sql`a.created_at`)}) order by n.anchor)
      from anchors n cross join lateral (
        select a.size, a.created_at from audit_anchorings a where a.anchor = n.anchor order by a.size desc limit 1) a) as anchors
  from (select) one left join ${newest} c on true cross join lateral (
    select count(*)::int as count, min(created_at) as since from (
      select l.created_at from audit_logs l
      where (l.epoch, l.xid, l.id) > (coalesce(c.epoch, 0), coalesce(c.last_xid, '0'::xid8), coalesce(c.last_id, 0))
      order by l.epoch, l.xid, l.id limit ${maxUnsealed}) l) u`)

export async function verification({ ports, deadline }: Call): Promise<z.output<typeof verificationShape>> {
  const [row = {}] = await read(ports, look(), { signal: deadline.signal })
  const checkpoint = typeof row.note === 'string' ? parseCheckpoint(row.note) : undefined
  return {
    size: Number(row.size ?? 0),
    root: checkpoint ? Buffer.from(checkpoint.root).toString('base64') : null,
    origin: checkpoint?.origin ?? null,
    checkpointAt: row.at as string | null,
    unsealed: Number(row.count),
    unsealedSince: row.since as string | null,
    anchors: (row.anchors ?? []) as z.output<typeof verificationShape>['anchors'],
  }
}
