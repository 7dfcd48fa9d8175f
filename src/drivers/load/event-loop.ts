/** How long the event loop keeps one waiting who is due: by how much a timer is late. For processes that stay. */
import type { Waits } from './waits.ts'

const everyMs = 10
/** A timer keeps whole milliseconds. */
const graceMs = 1

/** Looks until it is told to stop; keeps no process alive. */
export function watchEventLoop(waits: Waits): () => void {
  let due = performance.now() + everyMs
  const timer = setInterval(() => {
    const now = performance.now()
    waits.waited('turn', Math.max(0, now - due - graceMs))
    due = now + everyMs
  }, everyMs)
  timer.unref?.()
  return () => clearInterval(timer)
}
