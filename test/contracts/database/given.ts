import type { Database, DatabaseError, Statement } from '../../../src/ports/database.ts'
import { isDatabaseError } from '../../../src/ports/database.ts'

export interface DatabaseFeatures {
  /** Can a statement that runs be stopped? PGlite’s cannot: it blocks the process. */
  readonly cancels: boolean
  /** Can two calls run at the same time? */
  readonly concurrent: boolean
}

/** What each part of the contract is given. The database exists when the tests run, not before. */
export interface Given {
  readonly db: Database
  readonly features: DatabaseFeatures
  /** A role that may read `secrets`, under its policy. */
  readonly role: string
  /** How many `things` fulfil a condition. */
  count(condition: string): Promise<unknown>
}

export const sql = (text: string, ...params: (string | number | boolean | null)[]): Statement => ({
  text,
  params,
})

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<DatabaseError> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!isDatabaseError(error)) throw new Error('expected a DatabaseError', { cause: error })
  return error
}
