/**
 * What a failure of the database says, by its SQLSTATE (Postgres, Appendix A): is it an outage, and what became of the
 * statements? Without a code the connection failed under them, and nobody knows.
 */
import { type DatabaseError, isDatabaseError } from '../../ports/database.ts'

/** `undone`: nothing of it happened. `unknown`: it may have. `refused`: it was answered, and the same answer would come again. */
export type Fate = 'undone' | 'unknown' | 'refused'

/** Not connected; serialization failure, deadlock, rolled back; too many connections; starting up; a server that only reads. */
const undone = new Set(['08001', '08004', '40000', '40001', '40P01', '53300', '53400', '57P03', '25006'])

/** Lost connections, and servers that end them: the answer may have been under way. */
const unknown = /^(08|57P0[125])/

/** Exhausted resources (53), and what took too long (57014), are outages that asking again makes worse. */
const outage = /^(08|53|57|40)/

export function fateOf({ code }: Pick<DatabaseError, 'code'>): Fate {
  if (code === undefined) return 'unknown'
  if (undone.has(code)) return 'undone'
  return unknown.test(code) ? 'unknown' : 'refused'
}

/** Did the database not answer, rather than refuse? Lost connections, shutdowns, exhausted resources, time-outs. */
export function isOutage(error: unknown): error is DatabaseError {
  return (
    isDatabaseError(error) && (error.code === undefined || error.code === '25006' || outage.test(error.code))
  )
}
