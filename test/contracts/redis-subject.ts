import { randomUUID } from 'node:crypto'
import type { Admission, Limit } from '../../src/ports/admission.ts'
import type { Cache } from '../../src/ports/cache.ts'

/** What a driver's test opens for the contracts: the two ports, and what only a test may look at. */
export interface RedisSubject {
  readonly admission: Admission
  readonly cache: Cache
  /** Lifetimes in seconds of all keys that hold this text, as the server tells them; absent where there is no server. */
  readonly lifetimes?: (part: string) => Promise<readonly number[]>
  /** Requests that left for the server so far: HTTP requests, or writes to the socket. */
  readonly requests?: () => number | Promise<number>
  /** The clock that its windows begin by, in milliseconds; default: the time of day. */
  readonly windowClock?: () => number
  /** Ends what the test opened; the ports' own `close` is called by it. */
  close(): Promise<void>
}

/** A key that no other test has. */
export const fresh = (what = 'row:notes') => `${what}:${randomUUID()}`

export const aLimit = (overrides: Partial<Limit> = {}): Limit => ({
  name: 'address',
  key: randomUUID(),
  count: 10,
  windowSeconds: 3600,
  ...overrides,
})
