/**
 * `npm run build`: what runs in production, in dist/.
 *
 *   node.js, holdfast.js   the server and the command line for Node: one bundle, no node_modules beside it
 *   pglite.*, initdb.*     the embedded database's own files, looked for beside the bundle
 *   snapshot.tar.br        a migrated, empty embedded database: a first start copies it instead of making one
 *   openapi.json           the API, described
 *   worker/                the Worker as `wrangler deploy` would send it, measured
 *
 * `--node` makes the bundle only, for an image needs no more, nor does a start, and nothing where nothing changed;
 * `--openapi` the description only. What is built is told on standard error: standard output belongs to the command
 * that had it built.
 */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { bundleOptions } from './bundle-options.mjs'
import { snapshotFile } from './snapshot.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const only = new Set(process.argv.slice(2))
const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`
const say = (line) => console.error(line)

/** A Worker is loaded for each new isolate: what it weighs is what a cold start costs. */
const workerLimit = 350 * 1024
/** Sockets and disks, which a Worker does not have. */
const notInWorker =
  /node_modules\/(pg|pg-\w+|@electric-sql\/pglite|redis|@redis\/\w+|ioredis|nodemailer|esbuild)\//

mkdirSync(dist, { recursive: true })
const before = readdirSync(dist)
const stamp = join(dist, 'built-from')
const sources = fingerprint()
const wanted = (part) => only.size === 0 || only.has(part)
const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === sources
if (wanted('--node') && !(only.has('--node') && current)) await bundle()
if (wanted('--worker')) worker()
if (wanted('--openapi')) await openapi()

/** Of everything the bundle is made of: what a file is called, how large it is and when it was last written. */
function fingerprint() {
  const inside = (folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, path = parentPath, name }) => join(path, name))
  const files = [
    ...['src', 'snapshot', 'scripts'].flatMap(inside),
    ...['package-lock.json', 'tsconfig.json'].map((name) => join(root, name)),
  ]
  const lines = files.map((file) => {
    const { size, mtimeMs } = statSync(file)
    return `${file} ${size} ${mtimeMs}`
  })
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

async function bundle() {
  const { build } = await import('esbuild')
  rmSync(stamp, { force: true })
  const { metafile } = await build({
    ...bundleOptions,
    metafile: true,
    entryPoints: { node: 'src/entry/node.ts', holdfast: 'src/cli/holdfast.ts' },
    outdir: dist,
    splitting: true,
    chunkNames: 'part-[hash]',
  })
  const pglite = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'))
  const data = ['pglite.wasm', 'pglite.data', 'initdb.wasm']
  for (const name of data) copyFileSync(join(pglite, name), join(dist, name))
  const snapshot = snapshotFile()
  if (snapshot) copyFileSync(snapshot, join(dist, 'snapshot.tar.br'))
  else say('snapshot/ holds none for this PGlite and these migrations: run npm run snapshot')
  const code = Object.keys(metafile.outputs).map((path) => basename(path))
  // What an earlier build left goes last: a process that runs from it finds its parts until then.
  const kept = new Set([...code, ...data, 'snapshot.tar.br', 'openapi.json', 'worker'])
  for (const name of before.filter((one) => !kept.has(one)))
    rmSync(join(dist, name), { recursive: true, force: true })
  writeFileSync(stamp, sources)
  say(`dist: ${code.length} files of code, ${kib(sizeOf(code))}; node_modules is not needed`)
}

function sizeOf(names) {
  return names.reduce((sum, name) => sum + statSync(join(dist, name)).size, 0)
}

function worker() {
  const out = join(dist, 'worker')
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
  execFileSync(
    newestNode(),
    [wrangler, 'deploy', '--dry-run', '--outdir', out, '--metafile', join(out, 'meta.json')],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        WRANGLER_SEND_METRICS: 'false',
        CLOUDFLARE_CF_FETCH_ENABLED: 'false',
        NO_UPDATE_NOTIFIER: '1',
      },
    },
  )
  const { outputs } = JSON.parse(readFileSync(join(out, 'meta.json'), 'utf8'))
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
  const strangers = inputs.filter(([name, { bytesInOutput }]) => bytesInOutput > 0 && notInWorker.test(name))
  const bytes = readFileSync(join(out, 'worker.js'))
  const packed = gzipSync(bytes).length
  say(`dist/worker/worker.js: ${kib(bytes.length)}, gzipped ${kib(packed)} of at most ${kib(workerLimit)}`)
  if (strangers.length > 0)
    fail(`The Worker holds what it cannot use:\n  ${strangers.map(([name]) => name).join('\n  ')}`)
  if (packed > workerLimit) fail('The Worker is larger than it may be.')
}

async function openapi() {
  const { build } = await import('esbuild')
  const writer = join(dist, 'write-openapi.js')
  await build({ ...bundleOptions, entryPoints: ['scripts/openapi.ts'], outfile: writer })
  const file = join(dist, 'openapi.json')
  execFileSync(process.execPath, [writer, file], { stdio: ['ignore', 'ignore', 'inherit'] })
  rmSync(writer)
  say(`dist/openapi.json: ${kib(statSync(file).size)}`)
}

/** wrangler needs Node 22; where this process is older, the one that was installed with the project. */
function newestNode() {
  const own = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  return Number(process.versions.node.split('.')[0]) >= 22 || !existsSync(own) ? process.execPath : own
}

function fail(text) {
  console.error(text)
  process.exit(1)
}
