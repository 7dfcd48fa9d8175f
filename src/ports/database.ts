/** Postgres at the level of use: one statement, or one atomic batch; each is one network round trip. */

/** Parameters are bound as text and typed by the statement (`$1::uuid`, `$2::jsonb`); objects are sent as JSON by the caller. */
export type Param = string | number | boolean | null

export interface Statement {
  readonly text: string
  readonly params: readonly Param[]
  /** Which plan is good depends on the values: it is planned for them each time, and no plan is kept. */
  readonly varied?: boolean
}

/**
 * Values arrive alike from every driver: text → string, int2/int4/float → number, bool → boolean,
 * json and jsonb → parsed, NULL → null, everything else (int8, numeric, timestamptz, uuid, bytea, arrays) as Postgres text.
 */
export type Row = Readonly<Record<string, unknown>>

export interface QueryOptions {
  /** Aborts the wait and, where the driver can, the statement itself. */
  readonly signal?: AbortSignal
  /** May be sent again where nobody knows what became of it: a read, or a write under a key. Default false. */
  readonly repeatable?: boolean
}

export interface AtomicOptions extends QueryOptions {
  /** Default `read committed`: the third statement of a gated write must see what another writer just committed. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  readonly readOnly?: boolean
  /** Default true. False: everything is done and answered, and nothing of it stays. */
  readonly keep?: boolean
}

export interface Database {
  /** One statement. Throws `DatabaseError`. */
  query(statement: Statement, options?: QueryOptions): Promise<readonly Row[]>
  /** All of them in one transaction and one round trip, or none. Refuses BEGIN, COMMIT and their like. Throws `DatabaseError`. */
  atomic(statements: readonly Statement[], options?: AtomicOptions): Promise<readonly (readonly Row[])[]>
  close(): Promise<void>
}

/** What a driver throws, whatever the vendor's class was. Never holds SQL or parameters in its message. */
export interface DatabaseError extends Error {
  readonly name: 'DatabaseError'
  /** SQLSTATE; absent when the connection failed, and then the outcome of a write is unknown. */
  readonly code: string | undefined
  readonly constraint: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  /** May hold values: for the database log, never for ours. */
  readonly detail: string | undefined
}

export function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && error.name === 'DatabaseError'
}

/** Drivers turn a vendor's failure into this one shape. `code` undefined means: the outcome is unknown. */
export function databaseError(
  message: string,
  fields: Partial<Pick<DatabaseError, 'code' | 'constraint' | 'table' | 'column' | 'detail'>>,
  cause?: unknown,
): DatabaseError {
  return Object.assign(new Error(message, { cause }), {
    name: 'DatabaseError' as const,
    code: fields.code,
    constraint: fields.constraint,
    table: fields.table,
    column: fields.column,
    detail: fields.detail,
  })
}
