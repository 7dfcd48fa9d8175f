/**
 * A few password hashes at once, a few more waiting, the rest refused: 16 MiB and a quarter of a second each.
 * One gate a process, for all its requests: that is the point of it.
 *
 * Each takes a processor for itself. The entry, which knows how many there are, leaves one to everybody else.
 */
import { unavailable } from '../core/errors.ts'

export const mostAtOnce = 3
const waitingForEach = 4

let running = 0
const waiting: (() => void)[] = []

/** Runs `task` when there is room; `unavailable` with Retry-After when there is none, or none in time. */
export async function hashGate<T>(
  signal: AbortSignal | undefined,
  task: () => Promise<T>,
  atOnce = mostAtOnce,
): Promise<T> {
  if (running < atOnce) running++
  else await turn(signal, atOnce * waitingForEach)
  try {
    return await task()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

/** Throws what the gate would, before anything is asked of anybody: a flood that no hash will be computed for costs next to nothing. */
export function demandRoom(atOnce = mostAtOnce): void {
  if (running >= atOnce && waiting.length >= atOnce * waitingForEach) throw unavailable('hash gate', 2)
}

/** Resolves when a finished task hands its place over. */
function turn(signal: AbortSignal | undefined, maxWaiting: number): Promise<void> {
  if (waiting.length >= maxWaiting || signal?.aborted) return Promise.reject(unavailable('hash gate', 2))
  return new Promise((resolve, reject) => {
    const enter = () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    }
    const leave = () => {
      const place = waiting.indexOf(enter)
      if (place >= 0) waiting.splice(place, 1)
      reject(unavailable('hash gate', 2))
    }
    signal?.addEventListener('abort', leave, { once: true })
    waiting.push(enter)
  })
}
