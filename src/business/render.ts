/** From a row, as `to_jsonb` tells it, to what a client sees. The same row always becomes the same bytes. */
import * as z from 'zod'
import type { KeyRing } from '../core/keys.ts'
import { open } from '../store/cipher.ts'
import type { Entity } from './declaration.ts'
import type { Field } from './fields.ts'

export type Stored = Readonly<Record<string, unknown>>

/** The row as JSON, in the order of the entity's output; `only` leaves out the rest, but never the id. */
export function render(
  entity: Entity,
  keys: KeyRing,
  row: Stored,
  only?: readonly string[],
): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(entity.output.shape)) {
    if (only && name !== 'id' && !only.includes(name)) continue
    const field = entity.fields.get(name)
    if (field) shown[name] = shownValue(entity, keys, row, field, schema)
  }
  return shown
}

function shownValue(
  entity: Entity,
  keys: KeyRing,
  row: Stored,
  field: Field,
  schema: z.core.$ZodType,
): unknown {
  const value = row[field.column] ?? null
  if (value === null) return null
  if (entity.sensitive[field.name]) {
    const place = { table: entity.table, column: field.column, row: String(row.id) }
    return JSON.parse(open(keys.field, place, String(value)))
  }
  // The database tells moments in its session's time zone, and without the zeros at their end.
  if (field.type === 'moment') return new Date(String(value)).toISOString()
  return field.type === 'json' ? arrange(value, schema) : value
}

/** jsonb forgets the order of keys; the schema remembers it. */
function arrange(value: unknown, schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return value === null ? null : arrange(value, schema.unwrap())
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item) => arrange(item, schema.element))
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return value
  const given = value as Record<string, unknown>
  const known = Object.entries(schema.shape).filter(([key]) => key in given)
  return Object.fromEntries(known.map(([key, inner]) => [key, arrange(given[key], inner)]))
}
