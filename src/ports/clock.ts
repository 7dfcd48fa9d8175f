/** Milliseconds since 1970. Expiry on write paths is decided by the database's clock, not by this one. */
export interface Clock {
  now(): number
}
