/** A snapshot of an embedded database: its folder, as a tar file. Nobody else's statement comes between what is counted and what is kept. */
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { version } from '../core/version.ts'
import type { Database } from '../ports/database.ts'
import { factsOf, rowsAtOnce } from './facts.ts'
import { type Keeping, keep } from './keep.ts'
import type { Manifest } from './manifest.ts'

export interface Embedded {
  readonly database: Pick<Database, 'query' | 'atomic'>
  /** All of it as a tar file. */
  dump(): Promise<Blob>
}

/** Everybody waits while the folder is read, about a second for 50,000 rows. */
export async function keepEmbedded({ database, dump }: Embedded, keeping: Keeping): Promise<Manifest> {
  const [row] = await database.query({
    text: `select current_setting('server_version') as version`,
    params: [],
  })
  const { schema } = await factsOf(database)
  const count = await rowsAtOnce(database)
  const head = { text: 'select note from audit_checkpoints order by size desc limit 1', params: [] }
  // Asked for in one breath: they take turns in the order they came, and are one moment.
  const [[newest], rows, tar] = await Promise.all([database.query(head), count(), dump()])
  const takenAt = new Date().toISOString()
  const server = `${row?.version} (PGlite)`
  const facts = { kind: 'embedded', program: version, server, tool: 'pglite', takenAt, schema, rows } as const
  const checkpoint = newest ? String(newest.note) : null
  return keep(zipped(tar), { ...facts, checkpoint }, keeping)
}

const zipped = (tar: Blob) => Readable.from(pieces(tar)).pipe(createGzip({ level: 6 }))

async function* pieces(tar: Blob) {
  const most = 1024 * 1024
  for (let at = 0; at < tar.size; at += most)
    yield new Uint8Array(await tar.slice(at, at + most).arrayBuffer())
}
