/**
 * `node scripts/start-times.mjs [--clean]`: from `npm start` to the first 200, and the memory it takes.
 *
 * Five starts each, on a folder of their own: without data, with data; `--clean` also without a bundle (it deletes
 * dist/). Every start is `npm start` as a person types it. Figures are medians; the machine should do nothing else.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const rounds = 5
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

async function start(dataDir) {
  const began = performance.now()
  const env = { ...process.env, PORT: '0', DATA_DIR: dataDir }
  const child = spawn('npm', ['start'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const url = await new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      const said = /listens on (http:\/\/\S+)/.exec(output)
      if (said) resolve(said[1])
    })
    child.once('exit', () => reject(new Error(`npm start said: ${output}`)))
  })
  const { status } = await fetch(`${url}/readyz`)
  const tookMs = performance.now() - began
  if (status !== 200) throw new Error(`/readyz answered ${status}`)
  const pid = processIn(dataDir)
  const atOnceMiB = residentMiB(pid)
  // The engine compiles the database's WebAssembly behind the first answers, and then lets go of what that took.
  await sleep(5_000)
  const laterMiB = residentMiB(pid)
  process.kill(pid, 'SIGTERM')
  await once(child, 'close')
  return { tookMs, atOnceMiB, laterMiB }
}

/** The server itself, below npm and its shell. */
function processIn(dataDir) {
  const read = (pid, name) => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'utf8')
    } catch {
      return ''
    }
  }
  return Number(
    readdirSync('/proc').find(
      (pid) =>
        /^\d+$/.test(pid) &&
        /node\0dist\/node\.js/.test(read(pid, 'cmdline')) &&
        read(pid, 'environ').includes(`DATA_DIR=${dataDir}`),
    ),
  )
}

const residentMiB = (pid) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)

async function measure(name, before) {
  const runs = []
  for (let round = 0; round < rounds; round++) {
    before()
    runs.push(await start(dataDir))
  }
  const figure = (key) => String(Math.round(median(runs.map((run) => run[key]))))
  console.log(
    `${name.padEnd(28)} ${figure('tookMs').padStart(5)} ms   ${figure('atOnceMiB')} MiB at once, ${figure('laterMiB')} MiB 5 s later`,
  )
}

const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-start-'))
const empty = () => rmSync(dataDir, { recursive: true, force: true })
if (process.argv.includes('--clean'))
  await measure('no bundle, no data', () => {
    empty()
    rmSync(join(root, 'dist'), { recursive: true, force: true })
  })
await measure('no data', empty)
await measure('with data', () => {})
empty()
