/** Both ports in this process alone: the embedded default, and everybody's fallback while Redis is away. */
import { systemClock } from '../../core/clock.ts'
import type { Admission, Limit, Verdict } from '../../ports/admission.ts'
import { type Cache, rowTombstoneSeconds, tombstone } from '../../ports/cache.ts'
import type { Monotonic } from '../../ports/clock.ts'
import { type Bounded, bounded } from '../bounded.ts'
import type { RedisPorts } from './commands.ts'
import { redisError } from './failure.ts'

export interface MemoryOptions {
  readonly clock?: Monotonic
  /** Of each kind: counters, values, tombstones. A flood of keys ends here and not in the machine's memory. */
  readonly maxEntries?: number
}

export function memory({ clock = systemClock, maxEntries = 50_000 }: MemoryOptions = {}): RedisPorts {
  const count = counters(bounded<Window>(maxEntries, clock), clock)
  const store = values(maxEntries, clock)

  const admission: Admission = {
    async admit({ limits, look, announce }) {
      for (const key of announce) store.bury(key, rowTombstoneSeconds)
      return { verdicts: limits.map(count), found: look.map(store.get) }
    },
  }
  const cache: Cache = {
    async get(keys, signal) {
      if (signal?.aborted) throw redisError('aborted')
      return keys.map(store.get)
    },
    async fill(key, value, ttlSeconds) {
      store.fill(key, value, ttlSeconds)
    },
    async renew(key, old, value, ttlSeconds) {
      store.renew(key, old, value, ttlSeconds)
    },
    async bury(keys, ttlSeconds, signal) {
      if (signal?.aborted) throw redisError('aborted')
      for (const key of keys) store.bury(key, ttlSeconds)
    },
    async ping(signal) {
      if (signal?.aborted) throw redisError('aborted')
    },
    async close() {},
  }
  return { admission, cache }
}

interface Window {
  readonly number: number
  readonly current: number
  readonly previous: number
}

/** The arithmetic of `@upstash/ratelimit`'s sliding window: the window before counts for the share of it still in view. */
function counters(windows: Bounded<Window>, clock: Monotonic) {
  const one = ({ name, key, count, windowSeconds }: Limit): Verdict => {
    const now = clock.monotonic()
    const length = windowSeconds * 1000
    const number = Math.floor(now / length)
    const identity = `${name}:${key}:${windowSeconds}`
    const { current, previous } = inView(windows.get(identity), number)

    const weighted = Math.floor((1 - (now % length) / length) * previous)
    const allowed = weighted + current < count
    const counted = allowed ? current + 1 : current
    // Put back even when refused: who keeps asking is not the one to be forgotten.
    windows.put(identity, { number, current: counted, previous }, (number + 2) * length)
    return {
      name,
      allowed,
      count,
      windowSeconds,
      remaining: allowed ? Math.max(0, count - counted - weighted) : 0,
      resetSeconds: Math.ceil(((number + 1) * length - now) / 1000),
    }
  }
  return (limit: Limit): Verdict => {
    const first = one(limit)
    for (let others = (limit.times ?? 1) - 1; others > 0; others--) one(limit)
    return first
  }
}

function inView(window: Window | undefined, number: number) {
  if (window?.number === number) return window
  return { current: 0, previous: window?.number === number - 1 ? window.current : 0 }
}

function values(maxEntries: number, clock: Monotonic) {
  /** Until then nothing is filled at all, because a tombstone had to make room before its time. */
  let sealedUntil = 0
  const graves = bounded<true>(maxEntries, clock, (expiresAt) => {
    sealedUntil = Math.max(sealedUntil, expiresAt)
  })
  const living = bounded<string>(maxEntries, clock)
  const after = (ttlSeconds: number) => clock.monotonic() + ttlSeconds * 1000

  return {
    get: (key: string) => (graves.get(key) ? tombstone : (living.get(key) ?? null)),
    fill(key: string, value: string, ttlSeconds: number) {
      if (clock.monotonic() < sealedUntil || graves.get(key) || living.get(key) !== undefined) return
      living.put(key, value, after(ttlSeconds))
    },
    renew(key: string, old: string, value: string, ttlSeconds: number) {
      if (graves.get(key) || living.get(key) !== old) return
      living.put(key, value, after(ttlSeconds))
    },
    bury(key: string, ttlSeconds: number) {
      living.remove(key)
      graves.put(key, true, after(ttlSeconds))
    },
  }
}
