/** Starts a server process, waits until it answers, and says how long that took and what it weighs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** The server on Node, with the flags that `npm start` gives it. */
export const onNode: readonly string[] = JSON.parse(readFileSync('package.json', 'utf8')).scripts.start.split(
  ' ',
)

export interface Running {
  readonly url: string
  readonly startMs: number
  /** Resident set in MiB, now. */
  rss(): number
  stop(): Promise<void>
}

export async function start(
  command: readonly string[],
  env: Record<string, string>,
  path: string,
): Promise<Running> {
  const port = await freePort()
  const [file = 'node', ...args] = command
  const begun = performance.now()
  const child = spawn(file, args, {
    env: { ...process.env, ...env, PORT: String(port), BASE_URL: `http://127.0.0.1:${port}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  await answers(url + path, child)
  return { url, startMs: performance.now() - begun, rss: () => rss(child.pid), stop: () => stop(child) }
}

/** A process that nobody asks anything. */
export function startSilent(command: readonly string[], env: Record<string, string>) {
  const [file = 'node', ...args] = command
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] })
  return { rss: () => rss(child.pid), stop: () => stop(child) }
}

async function answers(url: string, child: ChildProcess) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}.`)
    const response = await fetch(url).catch(() => undefined)
    if (response) return void (await response.arrayBuffer())
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${url} did not answer within a minute.`)
}

function stop(child: ChildProcess) {
  return new Promise<void>((resolve) => {
    if (child.exitCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
  })
}

/** Linux tells; elsewhere the figure is left out (0). */
function rss(pid: number | undefined): number {
  try {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kib) / 1024)
  } catch {
    return 0
  }
}

function freePort() {
  return new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
