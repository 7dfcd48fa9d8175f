/**
 * What is read again and again is looked up anew before it ends, after somebody's answer: so whatever is in use outlasts
 * an outage of Postgres by two thirds of a life, and nothing lives longer than it may.
 */
import type { Ports } from '../ports/index.ts'

/** Of what is in use: a third of the life of a cached value. */
const freshMs = 20_000
/** Who failed is not followed at once. */
const againMs = 5_000
const most = 10_000

/** When somebody last set out, by the key (monotonic); times and no promises, for those belong to a request (Workers). */
const begun = new WeakMap<Ports['cache'], Map<string, number>>()

/** Is it time to look again, for this caller? `since` is when the value was read, in milliseconds since 1970. */
export function isDue({ cache, clock }: Pick<Ports, 'cache' | 'clock'>, key: string, since: number): boolean {
  // Whoever read it may have been another process: only the time of day is the same for both.
  if (clock.now() - since < freshMs) return false
  const now = clock.monotonic()
  const all = begun.get(cache) ?? new Map<string, number>()
  begun.set(cache, all)
  if (now - (all.get(key) ?? Number.NEGATIVE_INFINITY) < againMs) return false
  if (all.size >= most) all.clear()
  all.set(key, now)
  return true
}

/** Looks again; with Postgres away there is no hurry, and nothing to tell. */
export async function renewed({ meter }: Pick<Ports, 'meter'>, look: () => Promise<unknown>): Promise<void> {
  await look().then(
    () => meter.count('cache_renewals_total', { result: 'success' }),
    () => meter.count('cache_renewals_total', { result: 'failure' }),
  )
}
