/** When a delivery that failed is tried again: ten attempts over some three days, each told to the outbox with its jitter. */

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

/** Undefined after the last attempt: it is dead, and tried again only where somebody asks for it (`replay`). */
export const secondsUntilNext = (attempts: number): number | undefined => delays[attempts - 1]

export const maxAttempts = delays.length + 1
