/** An embedded database for a test file, begun from the snapshot that the repository keeps: in a third of the time of a new one. */
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { snapshotFile } from '../../scripts/snapshot.mjs'
import { type OpenPglite, openPglite } from '../../src/drivers/postgres/pglite.ts'

let packed: Uint8Array<ArrayBuffer> | undefined

/** With the migrations that the snapshot holds; those that came later are pending. */
export function fromSnapshot(): Promise<OpenPglite> {
  packed ??= unpacked()
  return openPglite({ loadDataDir: new Blob([packed]) })
}

function unpacked() {
  const file = snapshotFile()
  if (!file) throw new Error('No snapshot for this PGlite and these migrations: npm run snapshot')
  return new Uint8Array(brotliDecompressSync(readFileSync(file)))
}
