/** The log as files (C2SP tlog-tiles): what a folder, a bucket or a web server needs to be a copy of it that anybody can verify. */
import { sql } from 'drizzle-orm'
import type { Database } from '../ports/database.ts'
import { prepare } from '../store/statement.ts'
import { entryOf, type LogRecord } from './entry.ts'
import { tileWidth, widthAt } from './tree/edge.ts'
import { recordsOf } from './tree/leaves.ts'
import { parseCheckpoint } from './tree/note.ts'
import { hashesFrom } from './tree/stored.ts'
import { pathOfTile } from './tree/tile-path.ts'

export interface PublishedFile {
  readonly path: string
  /** Full tiles never change: one that is there need not be asked for. */
  readonly full: boolean
  /** Undefined where records of it are gone, their month being dropped. */
  bytes(): Promise<Uint8Array | undefined>
}

const newestNote = prepare(sql`select note from audit_checkpoints order by size desc limit 1`)

/** Each entry behind its length, two bytes with the higher one first. */
export function bundleOf(records: readonly LogRecord[]): Uint8Array {
  return Buffer.concat(
    records.flatMap((record) => {
      const entry = Buffer.from(entryOf(record))
      const length = Buffer.alloc(2)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
}

/** Every file of the newest tree, the checkpoint last: who reads meanwhile finds all that it leads to. None where nothing was sealed. */
export async function* publishedFiles(database: Pick<Database, 'query'>): AsyncGenerator<PublishedFile> {
  const [row] = await database.query(newestNote())
  const note = row ? String(row.note) : undefined
  const size = (note && parseCheckpoint(note)?.size) || 0
  const hashes = hashesFrom(database)
  for (let level = 0; widthAt(size, level) > 0; level++) {
    const count = widthAt(size, level)
    for (let first = 0; first < count; first += tileWidth) {
      const behind = Math.min(first + tileWidth, count)
      const [path, full] = [pathOfTile(first / tileWidth, behind - first), behind - first === tileWidth]
      yield {
        path: `tile/${level}/${path}`,
        full,
        bytes: async () => Buffer.concat(await hashes(level, first, behind)),
      }
      if (level > 0) continue
      yield {
        ...{ path: `tile/entries/${path}`, full },
        async bytes() {
          const records = await recordsOf(database, first, behind)
          return records && bundleOf(records)
        },
      }
    }
  }
  if (note) yield { path: 'checkpoint', full: false, bytes: async () => Buffer.from(note) }
}
