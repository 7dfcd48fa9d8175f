/** The product as a process, that is killed or stopped with all it started, and begun again at the same address. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from '../../test/support/runtime-process.ts'

export interface AppServer {
  /** Past every link. */
  readonly url: string
  kill(): Promise<void>
  pause(): void
  resume(): void
  /** Again. Does nothing where it runs. */
  start(): Promise<void>
  /** What it said last, where it ended and nobody had killed it. */
  lastWords(): string | undefined
  /** All that it printed, in every one of its lives. */
  output(): string
  stop(): Promise<void>
}

const tries = 3
const lines = 12

/** `begin` resolves when it is ready, and gives the same URL each time. */
export async function appServer(begin: () => Promise<ServerProcess>): Promise<AppServer> {
  let process_: ServerProcess | undefined = await begin()
  const { url } = process_
  let before = ''
  const signal = (name: NodeJS.Signals) => {
    try {
      // The whole group: a bundler and its runtime are as dead as what started them.
      if (process_) process.kill(-process_.pid, name)
    } catch {
      // Gone already.
    }
  }
  let ended = false
  const watch = (one: ServerProcess) =>
    void one.ended.then(() => {
      if (one === process_) ended = true
    })
  watch(process_)
  const bury = async () => {
    await process_?.ended
    before += process_?.output() ?? ''
    process_ = undefined
    ended = false
  }
  return {
    url,
    async kill() {
      signal('SIGKILL')
      await bury()
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async start() {
      if (ended) await bury()
      for (let tried = 1; !process_; tried++) {
        try {
          process_ = await begin()
          watch(process_)
        } catch (error) {
          if (tried === tries) throw error
          await sleep(500)
        }
      }
    },
    lastWords: () => (ended ? process_?.output().trimEnd().split('\n').slice(-lines).join('\n') : undefined),
    output: () => before + (process_?.output() ?? ''),
    async stop() {
      await process_?.stop()
      await bury()
    },
  }
}
