/**
 * A breaker: a dependency that fails is left alone for a moment, so that nobody waits for it and it is not hammered while it
 * gets up. Per process: processes that told each other through Redis would fall silent with it.
 *
 *   closed     every call goes through and is counted; enough failures among enough calls open it
 *   open       no call goes through, for a time that chance spreads
 *   half-open  one call goes through: its end closes or opens it
 */
import type { Monotonic } from '../../ports/clock.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface BreakerOptions {
  readonly clock: Monotonic
  /** Between 0 and 1. */
  readonly random: () => number
  /** How far back it looks, at least half of it. */
  readonly windowMs: number
  /** Below so many calls in view nothing is concluded. */
  readonly calls: number
  /** The share of them that must have failed, 0 to 1. */
  readonly share: number
  /** Open for so long, and up to twice. */
  readonly openMs: number
  /** Whoever tries first and is not heard of for so long has failed. */
  readonly probeMs: number
  /** Told of each change. */
  readonly changed?: (state: BreakerState) => void
}

export interface Breaker {
  state(): BreakerState
  /**
   * Runs the call, or throws what `refused` makes. `isFailure` says of what the call threw whether the dependency failed;
   * a refusal that it gave in good health is none.
   */
  run<T>(call: () => Promise<T>, isFailure: (error: unknown) => boolean, refused: () => Error): Promise<T>
}

interface Count {
  calls: number
  failures: number
}

export function breaker(options: BreakerOptions): Breaker {
  const { clock, random, windowMs, calls, share, openMs, probeMs, changed = () => {} } = options
  let state: BreakerState = 'closed'
  /** When the state may be left: of `open`, and of a probe that is not heard of. */
  let until = 0
  let earlier: Count = { calls: 0, failures: 0 }
  let recent: Count = { calls: 0, failures: 0 }
  let turnsAt = 0

  function become(next: BreakerState, forMs = 0) {
    const same = next === state
    state = next
    until = clock.monotonic() + forMs
    if (next === 'closed') [earlier, recent] = [nothing(), nothing()]
    if (!same) changed(next)
  }
  const open = () => become('open', openMs * (1 + random()))

  function count(failed: boolean) {
    const now = clock.monotonic()
    if (now >= turnsAt) {
      earlier = now < turnsAt + windowMs / 2 ? recent : nothing()
      recent = nothing()
      turnsAt = now + windowMs / 2
    }
    recent.calls++
    if (!failed) return
    recent.failures++
    const seen = earlier.calls + recent.calls
    if (seen >= calls && earlier.failures + recent.failures >= seen * share) open()
  }

  /** Of a call that began in `at`: what it says of the dependency now. */
  function ended(at: BreakerState, failed: boolean) {
    if (at === 'half-open' && state === 'half-open') return failed ? open() : become('closed')
    if (state === 'closed') count(failed)
  }

  return {
    state: () => state,
    run(call, isFailure, refused) {
      if (state !== 'closed') {
        if (clock.monotonic() < until) return Promise.reject(refused())
        become('half-open', probeMs)
      }
      const at = state
      return call().then(
        (value) => {
          ended(at, false)
          return value
        },
        (error) => {
          // What was refused in good health shows that somebody is there.
          ended(at, isFailure(error))
          throw error
        },
      )
    },
  }
}

const nothing = (): Count => ({ calls: 0, failures: 0 })
