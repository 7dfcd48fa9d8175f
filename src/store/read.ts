/** Reading: what the database's failures mean to a caller who only asked. */
import { unavailable } from '../core/errors.ts'
import type { AtomicOptions, QueryOptions, Row, Statement } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'
import { isOutage } from './resilience/sqlstate.ts'

/** Lost connections, shutdowns, exhausted resources and time-outs become `unavailable`; a mistake of ours rises. */
export async function read(
  { database }: Pick<Ports, 'database'>,
  statement: Statement,
  options?: QueryOptions,
): Promise<readonly Row[]> {
  return database.query(statement, { ...options, repeatable: true }).catch(translate)
}

/** Several in one trip and one transaction; what goes along may write, so it is asked once unless it is `readOnly`. */
export async function readTogether(
  { database }: Pick<Ports, 'database'>,
  statements: readonly Statement[],
  options?: AtomicOptions,
): Promise<readonly (readonly Row[])[]> {
  return database.atomic(statements, { repeatable: options?.readOnly ?? false, ...options }).catch(translate)
}

function translate(error: unknown): never {
  throw isOutage(error) ? unavailable(error) : error
}
