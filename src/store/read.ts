/** Reading: what the database's failures mean to a caller who only asked. */
import { unavailable } from '../core/errors.ts'
import {
  type AtomicOptions,
  isDatabaseError,
  type QueryOptions,
  type Row,
  type Statement,
} from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'

/** Lost connections, shutdowns, exhausted resources and time-outs become `unavailable`; a mistake of ours rises. */
export async function read(
  { database }: Pick<Ports, 'database'>,
  statement: Statement,
  options?: QueryOptions,
): Promise<readonly Row[]> {
  return database.query(statement, options).catch(translate)
}

/** Several in one trip and one transaction. */
export async function readTogether(
  { database }: Pick<Ports, 'database'>,
  statements: readonly Statement[],
  options?: AtomicOptions,
): Promise<readonly (readonly Row[])[]> {
  return database.atomic(statements, options).catch(translate)
}

function translate(error: unknown): never {
  if (isDatabaseError(error) && (error.code === undefined || /^(08|53|57|40)/.test(error.code)))
    throw unavailable(error)
  throw error
}
