/** From what a client sent to what a row holds: columns for fields, ciphertext for what is sensitive. */
import type { KeyRing } from '../core/keys.ts'
import { blindIndex, seal } from '../store/cipher.ts'
import type { Entity } from './declaration.ts'

type Data = Readonly<Record<string, unknown>>

/** The columns a client can set, one way or another: sent, derived from it, or made to find it again. */
export function writableColumns({ create, update, derived, sensitive, fields }: Entity): readonly string[] {
  const lookups = Object.values(sensitive).flatMap(({ lookup }) => lookup ?? [])
  const names = new Set([...Object.keys(create.shape), ...Object.keys(update.shape), ...derived, ...lookups])
  return [...fields.values()].filter(({ name }) => names.has(name)).map(({ column }) => column)
}

/** A JSON document in the columns' names: what the statement takes as its one parameter. */
export function recordOf(entity: Entity, keys: KeyRing, id: string, sent: Data): Data {
  const data = { ...sent, ...entity.derive(sent) }
  const record: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(data)) {
    const field = entity.fields.get(name)
    if (!field || value === undefined) continue
    const { table } = entity
    const { column } = field
    const sensitive = entity.sensitive[name]
    record[column] =
      sensitive && value !== null
        ? seal(keys.field, { table, column, row: id }, JSON.stringify(value))
        : value
    const lookup = sensitive?.lookup && entity.fields.get(sensitive.lookup)
    if (lookup)
      record[lookup.column] =
        value === null ? null : blindIndex(keys.field, { table, column }, String(value))[0]
  }
  return record
}
