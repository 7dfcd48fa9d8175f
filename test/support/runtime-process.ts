/** A server as a process of its own: started, awaited, stopped, and never left behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export interface ServerProcess {
  /** Where it listens, as it said itself. */
  readonly url: string
  /** What it printed so far, its end at least. */
  output(): string
  /** Asks it to leave, and makes sure of it. Resolves with its exit code. */
  stop(): Promise<number | null>
  readonly pid: number
  kill(signal: NodeJS.Signals): void
  /** Resolves with its exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>
}

export interface ProcessOptions {
  readonly command: string
  readonly args: readonly string[]
  /** All of its environment but PATH and HOME: settings of the shell that runs the tests must not leak in. */
  readonly env: Readonly<Record<string, string>>
  /** The line it says where it listens in; the first group is the URL. */
  readonly listens: RegExp
  readonly startWithinMs?: number
}

const root = new URL('../../', import.meta.url).pathname
/** Bytes: all that a run of the scenarios prints, several times over. */
const kept = 16 * 1024 * 1024
const running = new Set<ChildProcess>()

// A test run that ends early takes its servers with it.
process.once('exit', () => {
  for (const child of running) signalAll(child, 'SIGKILL')
})

/** Resolves once the process says where it listens and answers `/readyz` with 200. */
export async function startProcess(options: ProcessOptions): Promise<ServerProcess> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(options.command, options.args, {
    cwd: root,
    env: { PATH, HOME, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts (a bundler, workerd) ends with it.
    detached: true,
  })
  running.add(child)
  const chunks: Buffer[] = []
  let size = 0
  const note = (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    while (size > kept) size -= (chunks.shift() as Buffer).length
  }
  const output = () => Buffer.concat(chunks).toString()
  child.stdout.on('data', note)
  child.stderr.on('data', note)
  const gone = once(child, 'exit').finally(() => running.delete(child))

  const until = Date.now() + (options.startWithinMs ?? 60_000)
  const found = () => options.listens.exec(output())?.[1]
  try {
    while (!(found() && (await ready(found() as string)))) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('It ended.')
      if (Date.now() > until) throw new Error('It did not become ready in time.')
      await sleep(50)
    }
  } catch (cause) {
    await stop()
    const command = [options.command, ...options.args].join(' ')
    throw new Error(`${command} did not start. It printed:\n${output()}`, { cause })
  }
  return {
    url: found() as string,
    output,
    stop,
    pid: child.pid as number,
    kill: (signal) => void child.kill(signal),
    ended: gone.then(() => child.exitCode),
  }

  async function stop(): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await Promise.race([gone, sleep(10_000, undefined, { ref: false })])
    }
    signalAll(child, 'SIGKILL')
    await gone
    return child.exitCode
  }
}

async function ready(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}

function signalAll(child: ChildProcess, signal: NodeJS.Signals) {
  try {
    if (child.pid) process.kill(-child.pid, signal)
  } catch {
    // The group is gone already.
  }
}
