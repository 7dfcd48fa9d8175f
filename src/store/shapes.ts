/** Statements compiled once for each shape of question; shapes are many, so only the latest are remembered. */
import type { SQL } from 'drizzle-orm'
import { type Prepared, prepare } from './statement.ts'

const maxShapes = 256

/** `compile` is asked again only for a shape that was not met lately; the least recently met is forgotten first. */
export function shapes() {
  const known = new Map<string, Prepared>()
  return function statementOf(shape: readonly unknown[], compile: () => SQL): Prepared {
    const name = JSON.stringify(shape)
    const statement = known.get(name) ?? varied(prepare(compile()))
    known.delete(name)
    known.set(name, statement)
    const oldest = known.keys().next().value
    if (known.size > maxShapes && oldest !== undefined) known.delete(oldest)
    return statement
  }
}

/** A rare value and a common one are found by different indexes, and so are one owner's few rows and another's many. */
const varied =
  (statement: Prepared): Prepared =>
  (values) => ({ ...statement(values), varied: true })
