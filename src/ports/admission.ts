/** Everything a request asks of Redis before anything else happens, in one round trip: limits, look-ups, announcements. */

export interface Limit {
  /** Shown to the client in `RateLimit-Policy`: `address`, `credential`, `login`, `mail`. */
  readonly name: string
  /** Who is counted; already hashed, never a credential or an address in clear. */
  readonly key: string
  readonly count: number
  readonly windowSeconds: number
  /** How many are counted at once; default 1. The verdict is that of the first, and each after him has one less left. */
  readonly times?: number
}

export interface Verdict {
  readonly name: string
  readonly allowed: boolean
  readonly count: number
  readonly windowSeconds: number
  readonly remaining: number
  readonly resetSeconds: number
}

export interface AdmissionRequest {
  /** Sliding windows, counted independently. */
  readonly limits: readonly Limit[]
  /** Cache keys to read: the session, an entity's row. */
  readonly look: readonly string[]
  /** Cache keys that a write is about to change: each is set to a tombstone *in this same trip*. */
  readonly announce: readonly string[]
}

export interface AdmissionAnswer {
  /** In the order of `limits`. */
  readonly verdicts: readonly Verdict[]
  /** In the order of `look`; null where there is nothing. May be `tombstone`. */
  readonly found: readonly (string | null)[]
}

export interface Admission {
  /** Throws when the store cannot be reached in time; the caller decides what that means. */
  admit(request: AdmissionRequest): Promise<AdmissionAnswer>
}
