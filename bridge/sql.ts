/** Postgres as the bridge needs it: values in Postgres' own text, errors with all their fields. */

export interface SqlStatement {
  readonly text: string
  readonly params: readonly (string | null)[]
}

export interface SqlWork {
  readonly statements: readonly SqlStatement[]
  /** `BEGIN` and what follows it; absent = one statement by itself. */
  readonly begin: string | undefined
  /** What the session must be told first (`-c name=value`), and forget afterwards. */
  readonly settings: Settings
  readonly maxResponseBytes: number
}

export type Settings = readonly (readonly [name: string, value: string])[]

export interface SqlField {
  readonly name: string
  readonly dataTypeID: number
  readonly tableID: number
  readonly columnID: number
  readonly dataTypeSize: number
  readonly dataTypeModifier: number
}

export interface SqlResult {
  readonly fields: readonly SqlField[]
  readonly rows: readonly (readonly (string | null)[])[]
  readonly command: string | null
  readonly rowCount: number | null
}

export interface SqlServer {
  /** Rejects with what Postgres said, with `TooLarge`, or with the failure of the connection. */
  run(work: SqlWork, signal: AbortSignal): Promise<readonly SqlResult[]>
  close(): Promise<void>
}

/** Marks the one failure that is the answer's and not Postgres'. */
export const tooLargeCode = 'RESPONSE_TOO_LARGE'

export const tooLarge = (bytes: number) =>
  Object.assign(new Error(`response is too large (max is ${bytes} bytes)`), { code: tooLargeCode })
