/** Rows as somebody's own: how an entity's owner takes them along, and what goes when the owner does. */
import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { OwnData } from '../auth/own-data.ts'
import { prepare } from '../store/statement.ts'
import { blankOf } from './blank.ts'
import type { Entity } from './declaration.ts'
import type { Field } from './fields.ts'
import { render, type Stored } from './render.ts'

export function ownRows(entity: Entity): OwnData {
  const { name, table, output } = entity
  return {
    // A member of a JSON document, as all of them are spelt.
    name: name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    shape: output.extend({ deletedAt: z.iso.datetime({ precision: 3 }).nullable() }),
    select: prepare(sql`select to_jsonb(t) as row from ${sql.identifier(table)} t
      where t.owner_id = ${sql.placeholder('owner')}::uuid
      order by t.created_at desc, t.id desc limit ${sql.placeholder('count')}::int`),
    show(found, keys) {
      const row = found.row as Stored
      const deletedAt = row.deleted_at ? new Date(String(row.deleted_at)).toISOString() : null
      return { ...render(entity, keys, row), deletedAt }
    },
    erasure: erasureOf(entity),
  }
}

/** The app removes no rows: they are emptied, and what is kept loses what need not be. A row that is bare already stays as it is. */
function erasureOf({ table, fields, kept }: Entity): SQL {
  const all = [...fields.values()]
  const stays = kept ? sql`coalesce(${kept.when}, false)` : sql`false`
  const gone = { column: sql`deleted_at`, value: sql`coalesce(t.deleted_at, clock_timestamp())` }
  const erased = emptied(`erased_${table}`, table, sql`not ${stays}`, [gone, ...blanks(all)])
  const without = blanks(all.filter(({ name }) => kept?.without?.includes(name)))
  if (without.length === 0) return erased
  return sql`${erased}, ${emptied(`trimmed_${table}`, table, stays, without)}`
}

interface Blank {
  readonly column: SQL
  readonly value: SQL
}

function blanks(fields: readonly Field[]): readonly Blank[] {
  return fields.flatMap((field) => {
    const value = blankOf(field)
    return value ? [{ column: sql`${sql.identifier(field.column)}`, value }] : []
  })
}

function emptied(name: string, table: string, which: SQL, becomes: readonly Blank[]): SQL {
  const sets = becomes.map(({ column, value }) => sql`${column} = ${value}`)
  const differs = becomes.map(({ column, value }) => sql`t.${column} is distinct from ${value}`)
  return sql`${sql.identifier(name)} as (
    update ${sql.identifier(table)} t set ${sql.join(sets, sql`, `)},
      version = t.version + 1, updated_at = clock_timestamp()
    from erased e where t.owner_id = e.id and ${which} and (${sql.join(differs, sql` or `)}))`
}
