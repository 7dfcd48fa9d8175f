/** What time it is, and how much of it passes: a system's clock is set while we run, and what goes by it then lasts minutes more or nothing at all. */
export interface Clock {
  /** Milliseconds since 1970; it may jump either way. Expiry on write paths is decided by the database's clock, not by this one. */
  now(): number
  /** Milliseconds since some moment of this process; nobody sets it (W3C High Resolution Time, §2). For all that lasts: deadlines, breakers, rests. */
  monotonic(): number
}

export type Monotonic = Pick<Clock, 'monotonic'>
