/**
 * What is lost with a dependency, and what is not: one row for each thing that is done for a caller, one cell for each
 * dependency that can be away. docs/failure.md is made from it, and test/failure holds every cell against the running product.
 */
import type { Dependency, Mode } from '../../ports/modes.ts'

export interface FailureCell {
  /** What happens then, for whoever operates it. */
  readonly does: string
  /** How it is seen: `degraded_total{mode=…}`, the log's `mode.began` and `mode.ended`, `modes` of /readyz. */
  readonly mode?: Mode
}

export interface FailureRow extends Readonly<Partial<Record<Dependency, FailureCell>>> {
  readonly what: string
}

/** Away: not reached, or slower than 100 ms (Redis) or the deadline (Postgres). A dependency that is not named does not matter. */
export const failureTable = {
  limits: {
    what: 'limits of callers',
    redis: { does: 'counted in this process alone', mode: 'limits-local' },
  },
  guards: {
    what: 'limits of sign-in, registration, reset, codes and mails',
    redis: { does: '503: never unlimited', mode: 'limits-closed' },
    postgres: { does: '503', mode: 'writes-refused' },
  },
  credentials: {
    what: 'who is calling (session, API key)',
    redis: {
      does: 'asked of Postgres, once for those who ask together, 64 at a time',
      mode: 'principals-from-postgres',
    },
    postgres: { does: 'whoever called within the last 60 s is known, and may read', mode: 'reads-refused' },
  },
  revocation: {
    what: 'ending a session, a key',
    redis: {
      does: 'done; the cache is told by the outbox, and forgets within 60 s in any case',
      mode: 'tombstones-later',
    },
    postgres: { does: '503', mode: 'writes-refused' },
  },
  idempotency: {
    what: 'a retry under the same Idempotency-Key',
    redis: { does: 'nothing changes: keys are kept with the data' },
    postgres: { does: '503; asked again later it is done once', mode: 'writes-refused' },
  },
  row: {
    what: 'reading a row',
    redis: { does: 'read from Postgres', mode: 'cache-bypassed' },
    postgres: {
      does: 'from the cache where it was read within the last minute, with `Age` and `Warning`',
      mode: 'rows-from-cache',
    },
  },
  list: {
    what: 'lists, exports, rows that are not cached',
    redis: { does: 'nothing changes' },
    postgres: { does: '503', mode: 'reads-refused' },
  },
  write: {
    what: 'writing',
    redis: {
      does: 'done; what other callers have in the cache is a minute old at most',
      mode: 'cache-bypassed',
    },
    postgres: {
      does: '503 with `Retry-After` within the deadline; nothing is half done',
      mode: 'writes-refused',
    },
  },
  audit: {
    what: 'the audit record',
    redis: { does: 'nothing changes' },
    postgres: { does: 'fails with the write: they are one transaction', mode: 'writes-refused' },
  },
  jobs: {
    what: 'mails, webhooks, sealing, pruning',
    redis: { does: 'nothing changes' },
    postgres: { does: 'wait, and go on where they were', mode: 'jobs-waiting' },
  },
  health: {
    what: '`/livez` and `/readyz`',
    redis: { does: '200 and 200, `degraded`' },
    postgres: { does: '200 and 503' },
  },
} as const satisfies Readonly<Record<string, FailureRow>>

/** With both away: `/livez` 200, `/readyz` 503, everything else 503 at once. */
export const bothAway = '`/livez` answers 200, everything else 503, at once'
