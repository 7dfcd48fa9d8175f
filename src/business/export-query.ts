/** What may be asked of an export: a format, the list's filters, and which fields. What is sensitive is told only by name. */
import * as z from 'zod'
import type { Entity } from './declaration.ts'
import { type Filter, filtersOf } from './filters.ts'
import { maxFields, termsOf } from './terms.ts'

const formats = ['ndjson', 'csv'] as const

export type ExportFormat = (typeof formats)[number]

export interface ExportQuery {
  readonly format: ExportFormat
  readonly filters: readonly Filter[]
  readonly only: readonly string[]
}

type Sent = Readonly<Record<string, unknown>>

/** The schema of the query, how to read what it let through, and does that name what is sensitive? */
export function exportQueryOf(entity: Entity) {
  const filters = filtersOf(entity)
  const names = Object.keys(entity.output.shape)
  const sensitive = names.filter((name) => name in entity.sensitive)
  const plain = names.filter((name) => !sensitive.includes(name))
  const schema = filters.limited(
    z.strictObject({
      format: z
        .enum(formats)
        .describe('`ndjson`: one JSON object a line. `csv`: RFC 4180, with a header. Default: `ndjson`.')
        .optional(),
      fields: termsOf(names, maxFields).describe(aboutFields(entity, sensitive)).optional(),
      ...filters.shape,
    }),
  )
  const named = ({ fields }: Sent) => (typeof fields === 'string' ? fields.split(',') : undefined)
  return {
    schema,
    parse: (query: Sent): ExportQuery => ({
      format: (query.format as ExportFormat | undefined) ?? 'ndjson',
      filters: filters.parse(query as Readonly<Record<string, string | undefined>>),
      only: named(query) ?? plain,
    }),
    reveals: (query: Sent) => named(query)?.some((name) => sensitive.includes(name)) ?? false,
  }
}

/** The permission to export what is sensitive. */
export const revealing = ({ name }: Entity) => `domain:${name}:reveal`

function aboutFields(entity: Entity, sensitive: readonly string[]) {
  const all = 'The names of the fields to tell, with commas; `id` is always among them. Default: all'
  if (sensitive.length === 0) return `${all}.`
  const names = sensitive.map((name) => `\`${name}\``).join(', ')
  return `${all} but ${names}: to name one of these needs the permission \`${revealing(entity)}\`, which no scope of reading covers.`
}
