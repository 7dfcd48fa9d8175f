/** From Postgres' text to values, alike on every driver (see `Row` in the port); no global table of parsers is touched. */
import type { Row } from '../../ports/database.ts'

export type Decode = (text: string) => unknown

export interface Field {
  readonly name: string
  readonly dataTypeID: number
}

export interface Column {
  readonly name: string
  readonly decode: Decode
}

const asText: Decode = (text) => text
const asBoolean: Decode = (text) => text === 't'

/** int2, int4, float4, float8; bool; json, jsonb. int8 and numeric hold more than a number can. */
const decoders = new Map<number, Decode>([
  [21, Number],
  [23, Number],
  [700, Number],
  [701, Number],
  [16, asBoolean],
  [114, JSON.parse],
  [3802, JSON.parse],
])

export const decoderOf = (dataTypeID: number): Decode => decoders.get(dataTypeID) ?? asText

/** In the shape that `@neondatabase/serverless` takes with a query. */
export const types = { getTypeParser: decoderOf }

export const columnsOf = (fields: readonly Field[]): readonly Column[] =>
  fields.map(({ name, dataTypeID }) => ({ name, decode: decoderOf(dataTypeID) }))

/** Of two columns with one name the last wins, as it does over HTTP. */
export function rowOf(columns: readonly Column[], values: readonly (string | null)[]): Row {
  const row: Record<string, unknown> = {}
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as Column
    const value = values[i] ?? null
    row[column.name] = value === null ? null : column.decode(value)
  }
  return row
}
