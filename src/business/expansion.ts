/**
 * Expansion: `expand=customer` brings along the row that `customerId` names, in the statement that reads the row itself: no further
 * trip, and both as they are at one moment. It is shown as whoever asks would see it alone; where they would find nothing, it is null.
 */
import { type SQL, sql } from 'drizzle-orm'
import type * as z from 'zod'
import type { KeyRing } from '../core/keys.ts'
import type { Row } from '../ports/database.ts'
import type { Entity } from './declaration.ts'
import type { Field } from './fields.ts'
import { render, type Stored } from './render.ts'
import { termsOf } from './terms.ts'

export interface Expansion {
  /** As it is asked for and shown: `customer`. */
  readonly name: string
  readonly field: Field
  readonly target: Entity
}

/** `customerId` is expanded as `customer`. */
export const expansionName = (field: string) => field.replace(/Id$/, '')

/** Those that an entity offers. */
export function expansionsOf({ expandable, references, fields }: Entity): readonly Expansion[] {
  return expandable.map((name) => ({
    name: expansionName(name),
    field: fields.get(name) as Field,
    target: references[name] as Entity,
  }))
}

/** What `expand` may hold, how it is read, and which permission it needs beside that of the endpoint. */
export function expandQuery(entity: Entity) {
  const offered = expansionsOf(entity)
  const names = offered.map(({ name }) => name)
  const parse = (text: unknown): readonly Expansion[] => {
    const asked = typeof text === 'string' ? text.split(',') : []
    return offered.filter(({ name }) => asked.includes(name))
  }
  const about = `What to bring along, with commas: ${names.map((name) => `\`${name}\``).join(', ')}. It must be yours to read.`
  return {
    shape: names.length > 0 ? { expand: termsOf(names, names.length).describe(about).optional() } : {},
    parse,
    permissions: (query: Readonly<Record<string, unknown>>) =>
      parse(query.expand).map(({ target }) => `domain:${target.name}:read`),
  }
}

/** An entity as it is shown where something may come along. */
export function expandedOutput(entity: Entity) {
  const more = expansionsOf(entity).map(({ name, target }) => [name, target.output.nullable().optional()])
  return entity.output.extend(Object.fromEntries(more) as Record<string, z.ZodOptional>)
}

/** More columns of a select from `t`, each with a comma in front. */
export function expandedColumns(expansions: readonly Expansion[]): SQL {
  const columns = expansions.map(
    ({ name, field, target }) => sql`, (select to_jsonb(r) from ${sql.identifier(target.table)} r
      where r.id = t.${sql.identifier(field.column)} and r.owner_id = t.owner_id and r.deleted_at is null) as ${sql.identifier(name)}`,
  )
  return sql.join(columns, sql``)
}

/** What came along, by its name. */
export function renderExpanded(expansions: readonly Expansion[], keys: KeyRing, found: Row) {
  const shown = expansions.map(({ name, target }) => {
    const row = found[name] as Stored | null
    return [name, row ? render(target, keys, row) : null]
  })
  return Object.fromEntries(shown) as Readonly<Record<string, unknown>>
}
