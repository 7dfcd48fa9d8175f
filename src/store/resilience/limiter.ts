/**
 * How many at once? As many as there is room for, until work waits for longer than it should in two rounds, on average (a standing
 * queue); then so many fewer that the queue goes. A burst that is worked off within two rounds is let in.
 */
import type { Monotonic } from '../../ports/clock.ts'
import type { Load } from '../../ports/load.ts'

export interface LimiterOptions {
  readonly clock: Monotonic
  readonly load: Load
  /** Never more, whatever the load. */
  readonly most: number
  /** Never fewer: so many keep a process busy, and what comes to them is no queue. */
  readonly least?: number
  /** To begin with. */
  readonly first?: number
  /** How long work may wait, and how often that is looked at. */
  readonly waitMs?: number
  readonly roundMs?: number
}

export interface Limiter {
  /** Lets one in where fewer than this share of the limit are in; then `leave` is called once. */
  enter(share: number): boolean
  leave(): void
  limit(): number
}

export function limiter(options: LimiterOptions): Limiter {
  const { clock, load, most, least = 6, first = 16, waitMs = 0.5, roundMs = 50 } = options
  // Where nothing is known of the load the limit stays as it is.
  let limit = load.mayWait ? Math.min(most, first) : most
  let inFlight = 0
  /** The most that were in at once in this round. */
  let peak = 0
  let roundEnds = 0
  let stood = false

  function adapt() {
    const now = clock.monotonic()
    if (now < roundEnds) return
    roundEnds = now + roundMs
    const waited = load.averageWaitMs() ?? 0
    const stands = waited > waitMs
    if (stands && stood)
      limit = Math.max(least, Math.min(limit, peak) * Math.min(0.9, Math.max(0.3, waitMs / waited)))
    // What nobody used says nothing of what can be borne (RFC 7661).
    else if (!stands && peak > limit / 2) limit = Math.min(most, limit * 1.05 + 0.25)
    stood = stands
    peak = inFlight
  }

  return {
    enter(share) {
      adapt()
      if (inFlight >= limit * share) return false
      inFlight++
      peak = Math.max(peak, inFlight)
      return true
    },
    leave() {
      inFlight--
    },
    limit: () => limit,
  }
}
