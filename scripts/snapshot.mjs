/**
 * `npm run snapshot`: an empty, migrated database as PGlite keeps one, for the repository.
 *
 * Making it anew costs a first start several seconds (`initdb` and the migrations, in WebAssembly); unpacking this,
 * half of one. Its name says of which PGlite it is and which migrations it holds. Those written later run on it as on
 * any database, so it need not be made again for each; one that holds a migration that was edited since is not used.
 * Run this after an upgrade of PGlite, and before a release. A start that finds none makes its own.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

const root = new URL('../', import.meta.url)
const folder = new URL('snapshot/', root)
const read = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'))

/** The snapshot for this PGlite and these migrations, or undefined. The build copies it to `dist/snapshot.tar.br`. */
export function snapshotFile() {
  const known = new Set(names())
  const file = readdirSync(folder).find((name) => known.has(name))
  return file && new URL(file, folder)
}

/** What a snapshot may be called today: by all the migrations first, then by ever fewer of them. */
function names() {
  const { version } = read('node_modules/@electric-sql/pglite/package.json')
  const hashes = read('src/store/migrations.json').map(({ hash }) => hash)
  const named = (count) =>
    `pglite-${version}-${count}-${createHash('sha256').update(hashes.slice(0, count).join()).digest('hex').slice(0, 12)}.tar.br`
  return hashes.map((_, index) => named(hashes.length - index))
}

async function main() {
  const { openPglite } = await import('../src/drivers/postgres/pglite.ts')
  const { migrate } = await import('../src/store/migrator.ts')
  const { database, script, dump } = await openPglite()
  await migrate(script)
  // What the journal would repeat stands in the tables now.
  await script.run('vacuum freeze')
  await script.run('checkpoint')
  const tar = Buffer.from(await (await dump()).arrayBuffer())
  await database.close()
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants
  const params = {
    [BROTLI_PARAM_QUALITY]: 11,
    [BROTLI_PARAM_LGWIN]: 24,
    [BROTLI_PARAM_SIZE_HINT]: tar.length,
  }
  const packed = brotliCompressSync(tar, { params })
  const [name] = names()
  mkdirSync(folder, { recursive: true })
  for (const old of readdirSync(folder)) rmSync(new URL(old, folder))
  writeFileSync(new URL(name, folder), packed)
  console.log(`snapshot/${name}: ${packed.length} bytes of ${tar.length}`)
}

if (import.meta.filename === process.argv[1]) await main()
