/** What a table says of its columns, in the words of a declaration. */
import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import { declaredIn } from './declared-in.ts'

export type FieldType = 'text' | 'integer' | 'boolean' | 'moment' | 'date' | 'uuid' | 'json'

export interface Field {
  /** As JSON has it: `customerId`. */
  readonly name: string
  /** As SQL has it: `customer_id`. */
  readonly column: string
  readonly type: FieldType
  readonly nullable: boolean
  readonly hasDefault: boolean
  /** The only values of a text column that has a closed list. */
  readonly options: readonly string[] | undefined
}

export type Fields = ReadonlyMap<string, Field>

/** The table's columns by name. Throws for a type that could not be carried through JSON without loss. */
export function fieldsOf(table: PgTable): Fields {
  const columns = Object.entries(getTableColumns(table) as Record<string, PgColumn>)
  return new Map(columns.map(([name, column]) => [name, fieldOf(getTableName(table), name, column)]))
}

/** The type that a text parameter is cast to before it is compared with the column. */
export const sqlTypes: Readonly<Record<FieldType, string>> = {
  text: 'text',
  // Wider than the column may be, so that a number too large finds nothing instead of failing.
  integer: 'bigint',
  boolean: 'boolean',
  moment: 'timestamptz',
  date: 'date',
  uuid: 'uuid',
  json: 'jsonb',
}

const types: Readonly<Record<string, FieldType>> = {
  PgText: 'text',
  PgVarchar: 'text',
  PgSmallInt: 'integer',
  PgInteger: 'integer',
  PgBigInt53: 'integer',
  PgBoolean: 'boolean',
  PgTimestamp: 'moment',
  PgDateString: 'date',
  PgUUID: 'uuid',
  PgJsonb: 'json',
}

function fieldOf(table: string, name: string, column: PgColumn): Field {
  const type = types[column.columnType]
  if (!type) {
    throw new Error(
      `${declaredIn(table)}: field "${name}" is a ${column.columnType} column, which cannot be told exactly.`,
    )
  }
  return {
    name,
    column: column.keyAsName ? snake(name) : column.name,
    type,
    nullable: !column.notNull,
    hasDefault: column.hasDefault,
    options: column.enumValues?.length ? column.enumValues : undefined,
  }
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
