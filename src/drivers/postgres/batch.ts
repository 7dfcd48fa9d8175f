/**
 * Statements in one write with one Sync behind them: one round trip, and the first error skips all the rest, so that
 * not even a failed BEGIN lets a later statement run by itself. Speaks through any connection that knows the
 * extended query protocol's messages; a text that comes again is parsed once for each connection.
 */
import { sha256 } from '../../core/bytes.ts'
import type { Param, Row, Statement } from '../../ports/database.ts'
import { rolledBack } from './failure.ts'
import { type Column, columnsOf, type Field, rowOf } from './rows.ts'

/** The messages a client sends. */
export interface Wire {
  parse(message: { text: string; name?: string }): void
  bind(message: { statement?: string; values: (string | null)[] }): void
  describe(message: { type: 'P' }): void
  execute(message: object): void
  close(message: { type: 'S'; name: string }): void
  sync(): void
}

/** What a connection has parsed: text → its name there, and its columns, which cannot change under that name. */
export type Parsed = Map<string, { readonly name: string; readonly columns: readonly Column[] }>

/** Which name a text goes by, if it is worth one. */
export type Naming = (text: string) => string | undefined

export type Results = readonly (readonly Row[])[]

export interface Batch {
  send(wire: Wire): void
  rowDescription(fields: readonly Field[]): void
  dataRow(values: readonly (string | null)[]): void
  /** The end of one statement, with its command tag; undefined for an empty one. */
  complete(tag: string | undefined): void
  failed(error: unknown): void
  /** What came of it; throws the first error. */
  results(): Results
  /** Did it fail because the server no longer knows, or no longer accepts, what was parsed earlier? Then it may be sent again. */
  stale(): boolean
}

const none: readonly Column[] = []

export function batch(statements: readonly Statement[], parsed: Parsed, naming: Naming): Batch {
  const names: (string | undefined)[] = []
  const results: Row[][] = []
  let columns = none
  let rows: Row[] = []
  let error: { readonly cause: unknown } | undefined
  let tag: string | undefined

  const expected = () => parsed.get(statements[results.length]?.text ?? '')?.columns ?? none

  return {
    send(wire) {
      for (const { text, params, varied } of statements) {
        const known = parsed.get(text)
        // What has a name gets a plan for whatever values, after a while: Postgres takes all owners for the average one.
        const name = known?.name ?? (varied ? undefined : naming(text))
        names.push(name)
        if (!known && name) wire.close({ type: 'S', name }) // an earlier failure may have left it; closing nothing is no error
        if (!known) wire.parse(name ? { text, name } : { text })
        wire.bind(name ? { statement: name, values: params.map(bound) } : { values: params.map(bound) })
        if (!known) wire.describe({ type: 'P' })
        wire.execute({})
      }
      wire.sync()
      columns = expected()
    },
    rowDescription(fields) {
      columns = columnsOf(fields)
    },
    dataRow(values) {
      try {
        rows.push(rowOf(columns, values))
      } catch (cause) {
        error ??= { cause }
      }
    },
    complete(text) {
      const statement = statements[results.length]
      const name = names[results.length]
      if (statement && name) parsed.set(statement.text, { name, columns })
      tag = text
      results.push(rows)
      rows = []
      columns = expected()
    },
    failed(cause) {
      error ??= { cause }
    },
    results() {
      if (error) throw error.cause
      if (statements.at(-1)?.text === commit.text && tag?.startsWith('ROLLBACK')) throw rolledBack()
      return results
    },
    stale() {
      const code = (error?.cause as { code?: unknown } | undefined)?.code
      const failed = names[results.length]
      if (failed === undefined || (code !== '26000' && code !== '0A000')) return false
      const known = parsed.has(statements[results.length]?.text ?? '')
      parsed.clear()
      return known
    },
  }
}

const bound = (param: Param) => (param === null ? null : String(param))

export const commit: Statement = { text: 'commit', params: [] }

/** The end of a transaction of which nothing is to stay. */
export const rollback: Statement = { text: 'rollback', params: [] }

const begins = new Map<string, Statement>()

/** The statement that begins a transaction of this kind; always says which, whatever the role's defaults are. */
export function begin(isolation = 'read committed', readOnly = false): Statement {
  const text = `begin isolation level ${isolation}${readOnly ? ' read only' : ''}`
  const made = begins.get(text) ?? { text, params: [] }
  begins.set(text, made)
  return made
}

/**
 * Names for texts that come again, at most `limit` of them, so that no connection holds more. A name is made from
 * its text: behind a pooler that shares connections, one name must never stand for two texts.
 */
export function naming(limit = 256): Naming {
  const names = new Map<string, string>()
  const once = new Set<string>()
  return (text) => {
    const name = names.get(text)
    if (name !== undefined || names.size >= limit) return name
    if (!once.has(text)) {
      if (once.size >= 4 * limit) once.clear()
      once.add(text)
      return undefined
    }
    once.delete(text)
    const made = `h${sha256(text).slice(0, 24)}`
    names.set(text, made)
    return made
  }
}
