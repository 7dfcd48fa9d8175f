/** Redis behind a breaker: every caller has something to fall back on, and need not wait a tenth of a second for it each time. */
import type { Admission } from '../../ports/admission.ts'
import type { Cache } from '../../ports/cache.ts'
import type { Breaker } from './breaker.ts'

export interface RedisPorts {
  readonly admission: Admission
  readonly cache: Cache
}

export function resilientRedis({ admission, cache }: RedisPorts, breaker: Breaker): RedisPorts {
  const send = <T>(call: () => Promise<T>, signal?: AbortSignal) =>
    breaker.run(call, () => !signal?.aborted, leftAlone)
  return {
    admission: { admit: (request) => send(() => admission.admit(request)) },
    cache: {
      get: (keys, signal) => send(() => cache.get(keys, signal), signal),
      fill: (key, value, ttlSeconds) => send(() => cache.fill(key, value, ttlSeconds)),
      renew: (key, old, value, ttlSeconds) => send(() => cache.renew(key, old, value, ttlSeconds)),
      bury: (keys, ttlSeconds, signal) => send(() => cache.bury(keys, ttlSeconds, signal), signal),
      ping: (signal) => send(() => cache.ping(signal), signal),
      close: () => cache.close(),
    },
  }
}

const leftAlone = () => new Error('Redis cannot be reached.')
