/** What a column holds that holds nothing: for rows whose owner is gone. */
import { type SQL, sql } from 'drizzle-orm'
import { reserved } from './columns.ts'
import type { Field } from './fields.ts'

/** Undefined for the lifecycle, and for what can be neither null nor empty, such as a state or a reference: it says nothing by itself. */
export function blankOf({ name, type, nullable, options }: Field): SQL | undefined {
  if ((reserved as readonly string[]).includes(name)) return undefined
  if (nullable) return sql`null`
  if (type === 'text') return options ? undefined : sql`''`
  if (type === 'integer') return sql`0`
  return type === 'json' ? sql`'[]'::jsonb` : undefined
}
