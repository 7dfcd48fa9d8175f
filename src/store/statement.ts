/**
 * SQL as a template, compiled once. Building a query costs 90–180 µs each time, filling a compiled one under 10.
 * Values enter through `sql.placeholder('name')` only; what is interpolated otherwise is an identifier or more SQL.
 */
import { fillPlaceholders, type SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { Param, Statement } from '../ports/database.ts'

const dialect = new PgDialect({ casing: 'snake_case' })

/** A compiled statement: give it the values of its placeholders. Objects and arrays are sent as JSON. */
export type Prepared = (values?: Readonly<Record<string, unknown>>) => Statement

export function prepare(template: SQL): Prepared {
  const { sql: text, params } = dialect.sqlToQuery(template)
  return (values = {}) => ({ text, params: fillPlaceholders(params, values).map(toParam) })
}

function toParam(value: unknown): Param {
  if (value === undefined || value === null) return null
  if (typeof value === 'object') return JSON.stringify(value)
  if (typeof value === 'bigint') return value.toString()
  return value as Param
}
