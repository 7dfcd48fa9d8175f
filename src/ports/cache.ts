/**
 * A cache that cannot bring back the dead. A value is only ever *filled* where nothing stands (SET NX),
 * and a change leaves a tombstone that outlives every reader that may still hold the old value.
 */

/** Stands where a value was revoked or is being rewritten; no value ever equals it. */
export const tombstone = '-'

/** Longer than the longest deadline of a writer (3 s) and of a reader after it (1.5 s) together, with room to spare. */
export const rowTombstoneSeconds = 10

/** Longer than the life of a cached session (60 s), so nothing filled before a revocation survives it. */
export const sessionTombstoneSeconds = 90

export interface Cache {
  /** Values in the order of keys; null where there is nothing. */
  get(keys: readonly string[], signal?: AbortSignal): Promise<readonly (string | null)[]>
  /** SET NX EX: does nothing where a value or a tombstone stands. */
  fill(key: string, value: string, ttlSeconds: number): Promise<void>
  /** Puts `value` in the place of `old`, for a new life, where `old` stands still; a tombstone stays. */
  renew(key: string, old: string, value: string, ttlSeconds: number): Promise<void>
  /** SET EX, over whatever stands there. */
  bury(keys: readonly string[], ttlSeconds: number, signal?: AbortSignal): Promise<void>
  /** Throws when the store cannot be reached. */
  ping(signal?: AbortSignal): Promise<void>
  close(): Promise<void>
}
