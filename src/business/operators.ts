/** By what a field can be filtered: `status=paid`, `total[gte]=100`, `number[prefix]=2026-`; which, its type decides. */
import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { KeyRing } from '../core/keys.ts'
import { blindIndex } from '../store/cipher.ts'
import type { Entity } from './declaration.ts'
import { type Field, type FieldType, sqlTypes } from './fields.ts'

export interface Operator {
  /** `''` for equality, else as it stands in the brackets. */
  readonly name: '' | 'in' | 'gt' | 'gte' | 'lt' | 'lte' | 'prefix'
  /** What may be sent, brought to one spelling. */
  readonly schema: z.ZodType<string>
  /** The parameter of the statement, from what the schema let through. */
  readonly value: (text: string, keys: KeyRing) => string
  readonly compile: (column: SQL, value: SQL) => SQL
}

/** The operators of a filterable field. An encrypted one can only be asked for equality, through its blind index. */
export function operatorsOf(entity: Entity, field: Field): readonly Operator[] {
  if (entity.sensitive[field.name]) return [blind(entity, field)]
  if (field.options) {
    const kind = options(field.options)
    return (['', 'in'] as const).map((name) => operator(name, kind, field.type))
  }
  return names[field.type].map((name) => operator(name, kinds[field.type], field.type))
}

const maxText = 200
const maxListed = 50

interface Kind {
  /** The one spelling of a value, or undefined where it is none. */
  readonly canonical: (text: string) => string | undefined
  readonly code: string
  readonly detail: string
  /** The same for the documentation, in the words of JSON Schema. */
  readonly told: Readonly<Record<string, unknown>>
}

const names: Readonly<Record<FieldType, readonly Operator['name'][]>> = {
  text: ['', 'in', 'prefix'],
  integer: ['', 'in', 'gt', 'gte', 'lt', 'lte'],
  moment: ['', 'gt', 'gte', 'lt', 'lte'],
  date: ['', 'gt', 'gte', 'lt', 'lte'],
  uuid: ['', 'in'],
  boolean: [''],
  json: [],
}

const text: Kind = {
  canonical(text) {
    const normal = text.normalize('NFC')
    return normal.isWellFormed() && !/\p{Cc}/u.test(normal) && normal.length <= maxText ? normal : undefined
  },
  code: 'invalid_value',
  detail: `Must be at most ${maxText} characters, none of them a control character.`,
  told: { maxLength: maxText },
}

const options = (allowed: readonly string[]): Kind => ({
  canonical: (text) => (allowed.includes(text) ? text : undefined),
  code: 'invalid_value',
  detail: `Must be one of ${allowed.join(', ')}.`,
  told: { enum: allowed },
})

const integer: Kind = {
  canonical: (text) =>
    /^-?\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? String(Number(text)) : undefined,
  code: 'invalid_type',
  detail: 'Must be a whole number.',
  told: { pattern: '^-?[0-9]{1,16}$', description: 'A whole number.' },
}

const aDate = z.iso.date()
const aMoment = z.iso.datetime({ offset: true })

/** Postgres knows no year 0, and its years beyond 9999 are spelled otherwise. */
const ofOurEra = (text: string) => (/^(?!0000)\d{4}-/.test(text) ? text : undefined)

const kinds: Readonly<Record<FieldType, Kind>> = {
  text,
  integer,
  moment: {
    canonical: (text) =>
      aMoment.safeParse(text).success ? ofOurEra(new Date(text).toISOString()) : undefined,
    code: 'invalid_format',
    detail: 'Must be a date and time with its offset, such as 2026-01-31T12:00:00Z.',
    told: { format: 'date-time' },
  },
  date: {
    canonical: (text) => (aDate.safeParse(text).success ? ofOurEra(text) : undefined),
    code: 'invalid_format',
    detail: 'Must be a date, such as 2026-01-31.',
    told: { format: 'date' },
  },
  uuid: {
    canonical: (text) => (z.uuid().safeParse(text).success ? text.toLowerCase() : undefined),
    code: 'invalid_format',
    detail: 'Must be a UUID.',
    told: { format: 'uuid' },
  },
  boolean: options(['true', 'false']),
  json: text,
}

const comparisons = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

function operator(name: Operator['name'], kind: Kind, type: FieldType): Operator {
  const cast = sql.raw(`::${sqlTypes[type]}`)
  if (name === 'in') {
    return {
      name,
      schema: schemaOf({
        ...kind,
        canonical: list(kind.canonical),
        detail: `${kind.detail} Several, with commas.`,
        told: { description: `Any of these, up to ${maxListed}, with commas.` },
      }),
      value: (text) => JSON.stringify(text.split(',')),
      compile: (column, value) =>
        sql`${column} = any(array(select jsonb_array_elements_text(${value}::jsonb)${cast}))`,
    }
  }
  const schema = schemaOf(kind)
  const value = (text: string) => text
  if (name === 'prefix') return { name, schema, value, compile: startsWith }
  const comparison = sql.raw(name === '' ? '=' : comparisons[name])
  return { name, schema, value, compile: (column, value) => sql`${column} ${comparison} ${value}${cast}` }
}

/**
 * Where the database sorts by code points, `starts_with` is a range of any index. Elsewhere it is none: there the range is said
 * for an index on `column collate "C"`. U+10FFFF is no character (Unicode §23.7): nothing that starts with the value lies beyond.
 */
const startsWith: Operator['compile'] = (column, value) =>
  sql`starts_with(${column}, ${value}::text)
    and ${column} collate "C" >= ${value}::text and ${column} collate "C" < ${value}::text || chr(1114111)`

/** The value goes through the field's own schema, so that one address has one spelling here as well. */
function blind({ table, create, fields, sensitive }: Entity, { name, column }: Field): Operator {
  const written = create.shape[name] as z.ZodType
  const lookup = sensitive[name]?.lookup ?? name
  return {
    name: '',
    schema: schemaOf({
      canonical(text) {
        const { success, data } = written.safeParse(text)
        return success && typeof data === 'string' ? data : undefined
      },
      code: 'invalid_format',
      detail: 'Is not a value that this field can have.',
      told: { description: 'The whole value: what is encrypted can be looked up by nothing less.' },
    }),
    value: (text, keys) => JSON.stringify(blindIndex(keys.field, { table, column }, text)),
    compile: (_column, value) =>
      sql`t.${sql.identifier(fields.get(lookup)?.column ?? lookup)} = any(array(select jsonb_array_elements_text(${value}::jsonb)))`,
  }
}

const list = (canonical: Kind['canonical']) => (text: string) => {
  const items = text.split(',').map((item) => (item === '' ? undefined : canonical(item)))
  return items.length <= maxListed && items.every((item) => item !== undefined) ? items.join(',') : undefined
}

function schemaOf({ canonical, code, detail, told }: Kind): z.ZodType<string> {
  return z
    .string()
    .overwrite((text) => canonical(text) ?? text)
    .refine((text) => canonical(text) !== undefined, { error: detail, params: { code } })
    .meta(told)
}
