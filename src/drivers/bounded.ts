/** A map that forgets: what has expired first, then what was put in longest ago. */
import type { Monotonic } from '../ports/clock.ts'

export interface Bounded<T> {
  get(key: string): T | undefined
  /** Also makes the key the youngest. */
  put(key: string, value: T, expiresAt: number): void
  remove(key: string): void
}

/** Sweeping is linear, so a flood may not cause it at every step. */
const sweepEveryMs = 1_000

/** `evicted` hears of what had to go before its time. */
export function bounded<T>(
  maxEntries: number,
  clock: Monotonic,
  evicted: (expiresAt: number) => void = () => {},
): Bounded<T> {
  const entries = new Map<string, { readonly value: T; readonly expiresAt: number }>()
  let sweptAt = 0

  function makeRoom(now: number) {
    if (now - sweptAt >= sweepEveryMs) {
      sweptAt = now
      for (const [key, { expiresAt }] of entries) if (expiresAt <= now) entries.delete(key)
    }
    // A Map remembers the order of insertion, so its first key is its oldest.
    for (const [key, { expiresAt }] of entries) {
      if (entries.size < maxEntries) return
      entries.delete(key)
      if (expiresAt > now) evicted(expiresAt)
    }
  }

  return {
    get(key) {
      const entry = entries.get(key)
      if (entry && entry.expiresAt <= clock.monotonic()) {
        entries.delete(key)
        return undefined
      }
      return entry?.value
    },
    put(key, value, expiresAt) {
      entries.delete(key)
      if (entries.size >= maxEntries) makeRoom(clock.monotonic())
      entries.set(key, { value, expiresAt })
    },
    remove(key) {
      entries.delete(key)
    },
  }
}
