/**
 * `@upstash/ratelimit` as one more passenger of a trip: its sliding window decides keys, script and arithmetic,
 * and the Redis it is given only queues the command. Its own timeout, which waits and then allows, is switched off.
 */
import { Ratelimit } from '@upstash/ratelimit'
import type { Limit, Verdict } from '../../ports/admission.ts'
import { refusal } from './failure.ts'
import { answered, type Requester, type Trip, trip } from './trip.ts'
import { within } from './within.ts'

export type Count = (limit: Limit, boarding: Trip) => Promise<Verdict>

export function limits(requester: Requester, timeoutMs: number): Count {
  const limiters = new Map<string, Ratelimit>()

  /** Set only while `limit()` runs, which calls `evalsha` before its first await: so one limiter can serve every request. */
  let current: Trip | undefined
  const redis = {
    async evalsha(sha: string, keys: string[], args: (string | number)[]) {
      if (!current) throw new Error('A limit was counted outside of a trip.')
      return wholeNumber(await current.ask(['EVALSHA', sha, keys.length, ...keys, ...args]))
    },
    /** Redis does not know the script yet: the first call after its start sends the text, in a second request. */
    async eval(script: string, keys: string[], args: (string | number)[]) {
      const alone = trip(requester)
      alone.add(['EVAL', script, keys.length, ...keys, ...args])
      const [answer] = await within(timeoutMs, undefined, (signal) => alone.send(signal))
      return wholeNumber(answered(answer))
    },
  }

  function limiterOf({ count, windowSeconds }: Limit) {
    const name = `${count}/${windowSeconds}`
    const known = limiters.get(name)
    if (known) return known
    const limiter = new Ratelimit({
      redis: redis as unknown as ConstructorParameters<typeof Ratelimit>[0]['redis'],
      limiter: Ratelimit.slidingWindow(count, `${windowSeconds} s`),
      prefix: 'limit',
      ephemeralCache: false,
      analytics: false,
      timeout: 0,
    })
    limiters.set(name, limiter)
    return limiter
  }

  return async (limit, boarding) => {
    const limiter = limiterOf(limit)
    current = boarding
    // The hash tag keeps both windows of one caller in one slot of a cluster.
    const pending = limiter.limit(`{${limit.name}:${limit.key}}`)
    current = undefined
    const { success, remaining, reset } = await pending
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
