/** The database behind a breaker, asked again where that is safe. Failures stay what the driver throws: `DatabaseError`. */
import { type Database, databaseError, isDatabaseError, type QueryOptions } from '../../ports/database.ts'
import type { Breaker } from './breaker.ts'
import { type Retrying, retry } from './retry.ts'
import { fateOf } from './sqlstate.ts'

/** Connections that cannot be had or were lost. A statement that took too long, or a disk that is full, is answered by a server that is there. */
const away = /^(08|57P|53300)/

/** Whoever gave up sooner says nothing of the database. */
const longMs = 1_000

export interface DatabaseResilience {
  readonly breaker: Breaker
  readonly retrying: Retrying
  readonly now: () => number
}

export function resilientDatabase(
  database: Database,
  { breaker, retrying, now }: DatabaseResilience,
): Database {
  function send<T>(call: () => Promise<T>, { signal, repeatable = false }: QueryOptions = {}): Promise<T> {
    let began = 0
    const isFailure = (error: unknown) => {
      if (!isDatabaseError(error)) return false
      if (error.code !== undefined && !away.test(error.code)) return false
      return !signal?.aborted || now() - began >= longMs
    }
    const mayRetry = (error: unknown) => {
      if (!isDatabaseError(error) || breaker.state() !== 'closed') return false
      const fate = fateOf(error)
      return fate === 'undone' || (fate === 'unknown' && repeatable)
    }
    const attempt = () => {
      began = now()
      return breaker.run(call, isFailure, leftAlone)
    }
    return retry(retrying, attempt, mayRetry, signal)
  }

  return {
    query: (statement, options) => send(() => database.query(statement, options), options),
    atomic: (statements, options) => send(() => database.atomic(statements, options), options),
    close: () => database.close(),
  }
}

/** 08001: nothing was sent. */
const leftAlone = () =>
  databaseError('The database is away and is left alone for a moment.', { code: '08001' })
