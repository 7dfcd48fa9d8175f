/** Neon's SQL-over-HTTP as data: what a request says, and how results and errors are written. */
import { types } from 'pg'
import { z } from 'zod'
import type { Settings, SqlResult, SqlStatement } from './sql.ts'

const Query = z.object({
  query: z.string(),
  params: z.array(z.unknown()).default([]),
  arrayMode: z.boolean().optional(),
})

/** One statement, or several as one transaction. */
export const Payload = z.union([Query, z.object({ queries: z.array(Query) })])

export type NeonQuery = z.output<typeof Query>

export const statementOf = ({ query, params }: NeonQuery): SqlStatement => ({
  text: query,
  params: params.map(paramOf),
})

/** Everything is bound as text and typed by the statement; arrays become Postgres' own, objects JSON. */
function paramOf(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value
  return Array.isArray(value) ? arrayOf(value) : JSON.stringify(value)
}

const arrayOf = (items: readonly unknown[]): string => `{${items.map(elementOf).join(',')}}`

function elementOf(item: unknown): string {
  if (item === null) return 'NULL'
  if (Array.isArray(item)) return arrayOf(item)
  if (typeof item === 'number' || typeof item === 'boolean') return String(item)
  const text = typeof item === 'string' ? item : JSON.stringify(item)
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

const levels: ReadonlyMap<string, string> = new Map([
  ['ReadUncommitted', 'read uncommitted'],
  ['ReadCommitted', 'read committed'],
  ['RepeatableRead', 'repeatable read'],
  ['Serializable', 'serializable'],
])

/** The statement that begins a batch's transaction; undefined where the level is none that Neon knows. */
export function beginOf(headers: Headers): string | undefined {
  const level = headers.get('neon-batch-isolation-level')
  if (level !== null && !levels.has(level)) return undefined
  const isTrue = (name: string) => headers.get(name) === 'true'
  return [
    'begin',
    level !== null && `isolation level ${levels.get(level)}`,
    isTrue('neon-batch-read-only') && 'read only',
    isTrue('neon-batch-deferrable') && 'deferrable',
  ]
    .filter(Boolean)
    .join(' ')
}

export interface Login {
  readonly user: string
  readonly password: string
  readonly settings: Settings
}

/** From `postgres://user:password@host/database?options=…`; the host and database are the bridge's own affair. */
export function loginOf(connectionString: string): Login | undefined {
  if (!/^postgres(ql)?:\/\//.test(connectionString) || !URL.canParse(connectionString)) return undefined
  // `+` is a space here, unlike in Postgres' own clients: Neon's client writes one so, and its proxy reads it so.
  const { username, password, searchParams } = new URL(connectionString)
  try {
    return {
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      settings: settingsOf(searchParams.get('options') ?? ''),
    }
  } catch {
    return undefined
  }
}

/** `-c name=value` and `--name=value`, as a server's command line has them; a backslash keeps the next character. */
function settingsOf(options: string): Settings {
  const words = (options.match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replace(/\\(.)/g, '$1'))
  return words.flatMap((word, index): Settings => {
    const text = words[index - 1] === '-c' ? word : /^(?:--|-c)([^=]+=.*)$/.exec(word)?.[1]
    const [name, ...value] = text?.split('=') ?? []
    return name && value.length > 0 ? [[name.replaceAll('-', '_'), value.join('=')]] : []
  })
}

export interface Shape {
  readonly rowAsArray: boolean
  readonly rawText: boolean
}

export function answerOf({ fields, rows, command, rowCount }: SqlResult, { rowAsArray, rawText }: Shape) {
  const read = fields.map(({ dataTypeID }) => (rawText ? asIs : jsonOf(dataTypeID)))
  const values = rows.map((row) => row.map((value, at) => (value === null ? null : read[at]?.(value))))
  return {
    fields: fields.map(({ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier }) => ({
      ...{ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier, format: 'text' },
    })),
    rows: rowAsArray
      ? values
      : values.map((row) => Object.fromEntries(row.map((value, at) => [fields[at]?.name, value]))),
    command,
    rowCount,
    rowAsArray,
  }
}

/** As it is, and not as its types have it. */
const arrayParser = types.arrayParser as unknown as {
  create(text: string, read: (item: string | null) => unknown): { parse(): unknown[] }
}

const asIs = (value: string): unknown => value

const { BOOL, INT2, INT4, FLOAT4, FLOAT8, JSON: JSONTEXT, JSONB } = types.builtins

/** Array types whose elements JSON can say better than text can: array → element. */
const arrays = new Map<number, number>([
  [1000, BOOL],
  [1005, INT2],
  [1007, INT4],
  [1021, FLOAT4],
  [1022, FLOAT8],
  [199, JSONTEXT],
  [3807, JSONB],
  ...[1009, 1015, 1016, 1231, 2951, 1115, 1185, 1182].map((array): [number, number] => [
    array,
    types.builtins.TEXT,
  ]),
])

/** Without `Neon-Raw-Text-Output`: JSON where nothing is lost by it, Postgres' text for the rest. */
function jsonOf(type: number): (value: string) => unknown {
  const element = arrays.get(type)
  if (element !== undefined) {
    const read = jsonOf(element)
    return (value) => arrayParser.create(value, (item) => (item === null ? null : read(item))).parse()
  }
  if (type === BOOL) return (value) => value === 't'
  if (type === INT2 || type === INT4) return Number
  if (type === FLOAT4 || type === FLOAT8)
    return (value) => (Number.isFinite(Number(value)) ? Number(value) : value)
  return type === JSONTEXT || type === JSONB ? (value) => JSON.parse(value) : asIs
}

const errorFields = [
  ...([
    'code',
    'detail',
    'hint',
    'position',
    'internalPosition',
    'internalQuery',
    'severity',
    'where',
  ] as const),
  ...(['table', 'column', 'schema', 'dataType', 'constraint', 'file', 'line', 'routine'] as const),
]

/** The body of every refusal: what Postgres said, with null for what it did not. */
export function errorBody(message: string, error: Readonly<Record<string, unknown>> = {}) {
  return { message, ...Object.fromEntries(errorFields.map((name) => [name, error[name] ?? null])) }
}
