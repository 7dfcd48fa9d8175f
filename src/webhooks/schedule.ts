/** When a delivery that failed is tried again: ten attempts over some three days, each told to the outbox, which spreads them. */

const minute = 60
const hour = 60 * minute

/** Seconds from an attempt that failed to the next. */
const delays = [
  5,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
] as const

/**
 * `askedFor`: seconds that the receiver wants to be left alone for (`Retry-After`), heeded up to the longest of our own. Undefined
 * after the last attempt: it is dead, and tried again only where somebody asks for it (`replay`).
 */
export function secondsUntilNext(attempts: number, askedFor = 0): number | undefined {
  const delay = delays[attempts - 1]
  // What is spread may come a tenth early, and who asked would not have it early.
  return delay && Math.max(delay, Math.min(askedFor / 0.9, 24 * hour))
}

export const maxAttempts = delays.length + 1
