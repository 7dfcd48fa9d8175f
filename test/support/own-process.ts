/** A server's process with all that it started: killed at once, stopped and continued, as a machine does that fails or stands still. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface OwnProcess {
  /** Resolves when it is gone, whatever ended it. */
  readonly ended: Promise<unknown>
  isRunning(): boolean
  /** SIGKILL to all of it at once. */
  kill(): Promise<void>
  /** SIGSTOP to all of it; `resume` undoes it. */
  pause(): void
  resume(): void
}

const running = new Set<ChildProcess>()

// A run that ends early takes its servers with it.
process.once('exit', () => {
  for (const child of running) signal(familyOf(child.pid), 'SIGKILL')
})

/** Starts it; whether it serves is for the caller to ask. */
export function startOwn(command: string, args: readonly string[], options: SpawnOptions): OwnProcess {
  const child = spawn(command, args, { stdio: 'ignore', ...options })
  running.add(child)
  const ended = new Promise<void>((resolve) => {
    const gone = () => {
      running.delete(child)
      resolve()
    }
    child.once('exit', gone).once('error', gone)
  })
  return {
    ended,
    isRunning: () => running.has(child),
    async kill() {
      // Who is stopped starts no more children, which would be missed.
      signal([child.pid], 'SIGSTOP')
      signal(familyOf(child.pid), 'SIGKILL')
      await ended
    },
    pause() {
      signal([child.pid], 'SIGSTOP')
      signal(familyOf(child.pid), 'SIGSTOP')
    },
    resume: () => signal(familyOf(child.pid), 'SIGCONT'),
  }
}

/** Linux tells who was started by whom; elsewhere it is the process alone. */
function familyOf(pid: number | undefined): readonly number[] {
  if (pid === undefined) return []
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/)
    return [pid, ...children.filter(Boolean).flatMap((child) => familyOf(Number(child)))]
  } catch {
    return [pid]
  }
}

function signal(pids: readonly (number | undefined)[], name: NodeJS.Signals) {
  for (const pid of pids) {
    try {
      if (pid) process.kill(pid, name)
    } catch {
      // Gone already.
    }
  }
}
