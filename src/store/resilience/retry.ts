/**
 * Trying again: at most twice, after a pause that chance spreads (full jitter), never more than a share of what is asked
 * at all. A dependency that is down for everybody must not be asked three times by everybody.
 */

export interface RetryBudget {
  /** A call was made: it earns a part of a retry. */
  earn(): void
  /** May one be tried again? */
  spend(): boolean
}

/** `share` of the calls, and `most` at once after a quiet time. */
export function retryBudget(share = 0.1, most = 10): RetryBudget {
  let left = most
  return {
    earn() {
      left = Math.min(most, left + share)
    },
    spend() {
      if (left < 1) return false
      left--
      return true
    },
  }
}

export interface Retrying {
  readonly budget: RetryBudget
  /** Between 0 and 1. */
  readonly random: () => number
  readonly pause: (ms: number) => Promise<unknown>
  /** Told of each. */
  readonly retried?: () => void
}

const most = 2
const firstPauseMs = 50

/** `mayRetry` decides by the failure; a signal that has fired ends it. Throws what the last try threw. */
export async function retry<T>(
  { budget, random, pause, retried = () => {} }: Retrying,
  call: () => Promise<T>,
  mayRetry: (error: unknown) => boolean,
  signal?: AbortSignal,
): Promise<T> {
  budget.earn()
  for (let tries = 0; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (tries === most || signal?.aborted || !mayRetry(error) || !budget.spend()) throw error
      await pause(random() * firstPauseMs * 2 ** tries)
      if (signal?.aborted) throw error
      retried()
    }
  }
}
