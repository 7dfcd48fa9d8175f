/**
 * `node scripts/snapshot.mjs`: an empty Postgres as PGlite makes one, kept in the repository.
 *
 * Making it anew costs a first start several seconds (`initdb`, compiled to WebAssembly); unpacking this, under one.
 * It holds no table of ours: migrations run on it as on any database, so it changes with PGlite's version and with
 * nothing else. Run this after an upgrade of PGlite; a start that finds none for its version makes its own.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

const root = new URL('../', import.meta.url)
const folder = new URL('snapshot/', root)
const packageFile = new URL('node_modules/@electric-sql/pglite/package.json', root)
const nameFor = (version) => `pglite-${version}.tar.br`
const installed = () => JSON.parse(readFileSync(packageFile, 'utf8')).version

/** The snapshot for the PGlite that is installed, or undefined. The build copies it to `dist/snapshot.tar.br`. */
export function snapshotFile() {
  const file = new URL(nameFor(installed()), folder)
  return existsSync(file) ? file : undefined
}

async function main() {
  const { PGlite } = await import('@electric-sql/pglite')
  const db = await PGlite.create()
  await db.exec('checkpoint')
  const tar = Buffer.from(await (await db.dumpDataDir('none')).arrayBuffer())
  await db.close()
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants
  const params = {
    [BROTLI_PARAM_QUALITY]: 11,
    [BROTLI_PARAM_LGWIN]: 24,
    [BROTLI_PARAM_SIZE_HINT]: tar.length,
  }
  const packed = brotliCompressSync(tar, { params })
  mkdirSync(folder, { recursive: true })
  for (const old of readdirSync(folder)) rmSync(new URL(old, folder))
  writeFileSync(new URL(nameFor(installed()), folder), packed)
  console.log(`snapshot/${nameFor(installed())}: ${packed.length} bytes of ${tar.length}`)
}

if (import.meta.filename === process.argv[1]) await main()
