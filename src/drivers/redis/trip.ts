/** Commands that travel together: one request of `@upstash/redis`' own kind, whatever carries it. */
import type { UpstashRequest } from '@upstash/redis'
import { redisError, refusal } from './failure.ts'

/** Upstash's `Requester`, which it does not export by name: the seam where HTTP and a socket look alike. */
export interface Requester {
  request<T>(request: Request): Promise<{ result?: T; error?: string }>
}

/** The signal is made when asked for: a socket has no use for it. */
interface Request extends Omit<UpstashRequest, 'signal'> {
  readonly signal?: () => AbortSignal
}

export type Command = readonly (string | number)[]

export interface Trip {
  /** Queues a command; the place of its answer. */
  add(command: Command): number
  /** Queues a command and promises its answer. The promise never settles if the trip fails as a whole. */
  ask(command: Command): Promise<unknown>
  /** Sends all of them in one request; each answer is the value, or the error that Redis replied with. */
  send(stop: AbortController): Promise<readonly unknown[]>
}

export interface Reply {
  readonly result?: unknown
  readonly error?: string
}

export function trip(requester: Requester): Trip {
  const commands: Command[] = []
  const asked: [place: number, resolve: (value: unknown) => void, reject: (error: Error) => void][] = []

  return {
    add: (command) => commands.push(command) - 1,
    ask(command) {
      return new Promise((resolve, reject) => asked.push([commands.push(command) - 1, resolve, reject]))
    },
    async send(stop) {
      if (commands.length === 0) return []
      // `redis.pipeline()` would do the same after building 250 closures; this is the hot path of every request.
      const replies: unknown = await requester.request({
        path: ['pipeline'],
        body: commands,
        signal: () => stop.signal,
      })
      if (!Array.isArray(replies) || replies.length !== commands.length) throw redisError('unreachable')
      const answers = replies.map(({ result, error }: Reply) => (error ? refusal(error) : (result ?? null)))
      for (const [place, resolve, reject] of asked) {
        const answer = answers[place]
        if (answer instanceof Error) reject(answer)
        else resolve(answer)
      }
      return answers
    },
  }
}

/** The answer to a command that must have succeeded. */
export function answered(answer: unknown): unknown {
  if (answer instanceof Error) throw answer
  return answer
}
