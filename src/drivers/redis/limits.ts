/**
 * `@upstash/ratelimit` as one more passenger of a trip: its sliding window decides keys, script and arithmetic, and the
 * Redis it is given only queues the command. What the package wraps around a window is left out: a time-out that waits
 * and then allows, a cache, a list of the denied.
 */
import { Ratelimit } from '@upstash/ratelimit'
import type { Limit, Verdict } from '../../ports/admission.ts'
import { refusal } from './failure.ts'
import { answered, type Requester, type Trip, trip } from './trip.ts'
import { within } from './within.ts'

/** Queues the command before it returns, so that the trip may be sent at once. */
export type Count = (limit: Limit, boarding: Trip) => Promise<Verdict>

type Window = ReturnType<ReturnType<typeof Ratelimit.slidingWindow>>
type Redis = Parameters<Window['limit']>[0]['redis']

export function limits(requester: Requester, timeoutMs: number): Count {
  const windows = new Map<string, Window>()

  function windowOf({ count, windowSeconds }: Limit): Window {
    const name = `${count}/${windowSeconds}`
    const known = windows.get(name)
    if (known) return known
    const made = Ratelimit.slidingWindow(count, `${windowSeconds} s`)()
    windows.set(name, made)
    return made
  }

  const aboard = (boarding: Trip) => ({
    evalsha: (sha: string, keys: string[], args: (string | number)[]) =>
      boarding.ask(['EVALSHA', sha, keys.length, ...keys, ...args]).then(wholeNumber),
    /** Redis does not know the script yet: the first call after its start sends the text, in a second request. */
    async eval(script: string, keys: string[], args: (string | number)[]) {
      const alone = trip(requester)
      alone.add(['EVAL', script, keys.length, ...keys, ...args])
      const [answer] = await within(timeoutMs, undefined, (stop) => alone.send(stop))
      return wholeNumber(answered(answer))
    },
  })

  return async (limit, boarding) => {
    const redis = aboard(boarding) as unknown as Redis
    // The hash tag keeps both windows of one caller in one slot of a cluster.
    const key = `limit:{${limit.name}:${limit.key}}`
    const window = windowOf(limit)
    const first = window.limit({ redis }, key)
    // In the same trip, right behind it: what the first found decides about all of them, so these are only counted.
    const others = limit.times && limit.times > 1 && window.limit({ redis }, key, limit.times - 1)
    // Both at once: where Redis refuses them, who is awaited second has failed unheard, and that ends the process.
    const [{ success, remaining, reset }] = await Promise.all([first, others])
    return {
      name: limit.name,
      allowed: success,
      count: limit.count,
      windowSeconds: limit.windowSeconds,
      remaining,
      resetSeconds: Math.max(0, Math.ceil((reset - Date.now()) / 1000)),
    }
  }
}

/** Anything else would compare as «allowed» somewhere in the arithmetic (`null >= 0`). */
function wholeNumber(answer: unknown): number {
  if (!Number.isInteger(answer)) throw refusal('')
  return answer as number
}
