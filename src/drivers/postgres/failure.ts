/** A vendor's failure as the port's one error. Messages say what kind of failure it was, and hold no SQL and no value. */
import { type DatabaseError, databaseError, isDatabaseError } from '../../ports/database.ts'

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
/** Five characters with a digit among them, in every class: "EPIPE" is none. */
const sqlstate = /^(?=.*\d)[0-9A-Z]{5}$/

/** Without an SQLSTATE the outcome is unknown: the connection failed with the statement on its way. */
export function failure(error: unknown): DatabaseError {
  if (isDatabaseError(error)) return error
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  const code = text(fields.code)
  if (code === undefined || !sqlstate.test(code))
    return databaseError('The connection to the database failed.', {}, error)
  const constraint = text(fields.constraint)
  return databaseError(
    constraint ? `Postgres refused: ${code}, ${constraint}.` : `Postgres refused: ${code}.`,
    {
      code,
      constraint,
      table: text(fields.table),
      column: text(fields.column),
      detail: text(fields.detail),
    },
    error,
  )
}

/** Nothing was sent, so nothing happened: safe to try again. */
export const unreachable = (cause: unknown) =>
  databaseError('The database cannot be reached.', { code: '08001' }, cause)

/** Why a connection could not be had: what the server said to it, or that it cannot be reached. */
export function unconnected(error: unknown): DatabaseError {
  const known = failure(error)
  return known.code === undefined ? unreachable(error) : known
}

/** The caller gave up before anything was sent. */
export const cancelled = (cause?: unknown) =>
  databaseError('The statement was cancelled before it was sent.', { code: '57014' }, cause)

/** The caller gave up with the statement on its way: whether it took effect is unknown. */
export const abandoned = (cause?: unknown) => databaseError('The database did not answer in time.', {}, cause)

/** COMMIT was answered with ROLLBACK: the transaction had failed without an error of its own. */
export const rolledBack = () => databaseError('The transaction was rolled back.', { code: '40000' })

/** More was sent or asked for than the transport carries. */
export const tooLarge = (cause: unknown) =>
  databaseError('The statement or its result is too large.', { code: '54000' }, cause)
