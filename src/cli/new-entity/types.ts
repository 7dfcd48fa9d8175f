/** What a field can be: the column it becomes, the schema that guards it, and the values that a test sends. */
import { camel, type Field, quoted, type TypeName, typeNames } from './field.ts'

export interface FieldType {
  /** The column, where it is not sealed; a sealed one is text. */
  readonly column: (field: Field) => string
  /** What may be sent. */
  readonly schema: (field: Field) => string
  /** What is shown. */
  readonly shown: (field: Field) => string
  /** Typed by somebody: it may be about a person until the contrary is said. */
  readonly free?: boolean
  readonly filterable: boolean
  /** Has an order that somebody would ask for; text has as well, but costs more to keep in one. */
  readonly ordered: boolean
  /** Two values, as code, the second greater; where no two rows may have the same, `count` is told. */
  readonly values: (field: Field, count?: string) => readonly [string, string]
  /** What is not taken, as code, and under which code it is refused. */
  readonly refused: readonly (readonly [what: string, value: string, code: string])[]
}

const listed = (field: Field) => `${field.name}Values`

const types: Readonly<Record<TypeName, FieldType>> = {
  text: {
    column: () => 'text()',
    schema: () => 'line({ min: 1, max: 200 })',
    shown: () => 'z.string()',
    free: true,
    filterable: true,
    ordered: false,
    values: (_, count) =>
      count ? [`\`Dulse \${${count}}\``, `\`Kelp \${${count}}\``] : ["'Dulse'", "'Kelp'"],
    refused: [
      ['nothing but a space', "' '", 'length'],
      ['NUL', "'a\\0b'", 'control_character'],
      ['too much', "'x'.repeat(201)", 'length'],
    ],
  },
  prose: {
    column: () => 'text()',
    schema: () => 'prose({ max: 10_000 })',
    shown: () => 'z.string()',
    free: true,
    filterable: false,
    ordered: false,
    values: () => ["'A line\\nand another'", "'No line'"],
    refused: [
      ['NUL', "'a\\0b'", 'control_character'],
      ['too much', "'x'.repeat(10_001)", 'length'],
    ],
  },
  integer: {
    column: () => 'integer()',
    schema: () => 'z.int32()',
    shown: () => 'z.int()',
    filterable: true,
    ordered: true,
    values: (_, count) => (count ? [count, count] : ['3', '8']),
    refused: [
      ['a fraction', '1.5', 'invalid_type'],
      ['digits in quotes', "'3'", 'invalid_type'],
      ['too much', '2 ** 31', 'too_big'],
    ],
  },
  money: {
    column: () => "bigint({ mode: 'number' })",
    schema: () => 'z.int().min(0)',
    shown: () => 'z.int()',
    filterable: true,
    ordered: true,
    values: () => ['99_00', '1_250_00'],
    refused: [
      ['half a cent', '0.5', 'invalid_type'],
      ['less than nothing', '-1', 'too_small'],
      ['more than can be told exactly', '2 ** 53', 'too_big'],
    ],
  },
  boolean: {
    column: () => 'boolean()',
    schema: () => 'z.boolean()',
    shown: () => 'z.boolean()',
    filterable: true,
    ordered: false,
    values: () => ['false', 'true'],
    refused: [['a word', "'yes'", 'invalid_type']],
  },
  date: {
    column: () => 'date()',
    schema: () => 'calendarDate',
    shown: () => 'z.iso.date()',
    filterable: true,
    ordered: true,
    values: () => ["'2026-01-31'", "'2027-12-01'"],
    refused: [
      ['a day that never comes', "'2026-02-30'", 'invalid_format'],
      ['a day too long ago', "'0001-01-01'", 'too_small'],
    ],
  },
  moment: {
    column: () => 'timestamp({ withTimezone: true, precision: 3 })',
    schema: () => 'moment',
    shown: () => 'z.iso.datetime({ precision: 3 })',
    filterable: true,
    ordered: true,
    values: () => ["'2026-01-31T12:00:00.000Z'", "'2027-12-01T08:30:00.250Z'"],
    refused: [
      ['a time of nowhere', "'2026-01-31T12:00:00'", 'invalid_format'],
      ['a time too long ago', "'0001-01-01T00:00:00Z'", 'out_of_range'],
    ],
  },
  email: {
    column: () => 'text()',
    schema: () => 'email',
    shown: () => 'z.string()',
    free: true,
    filterable: true,
    ordered: false,
    values: (_, count) =>
      count
        ? [`\`dulse\${${count}}@example.com\``, `\`kelp\${${count}}@example.com\``]
        : ["'dulse@example.com'", "'kelp@example.com'"],
    refused: [
      ['half an address', "'kelp@'", 'invalid_format'],
      // The first letter is Cyrillic.
      ['a look-alike', "'\\u0430da@example.com'", 'look_alike'],
    ],
  },
  ref: {
    column: ({ target }) => `uuid().references(() => ${camel(target)}Table.id)`,
    schema: () => 'z.uuid()',
    shown: () => 'z.uuid()',
    filterable: true,
    ordered: false,
    values: ({ name }) => [`${name}s.first`, `${name}s.second`],
    refused: [['no id', "'kelp'", 'invalid_format']],
  },
  currency: {
    column: () => 'text()',
    schema: () => "z.enum(currencies, 'Must be a currency’s code (ISO 4217), such as EUR.')",
    shown: () => 'z.string()',
    filterable: true,
    ordered: false,
    values: () => ["'EUR'", "'JPY'"],
    refused: [['what nobody pays in', "'XXX'", 'invalid_value']],
  },
  list: {
    column: (field) => `text({ enum: ${listed(field)} })`,
    schema: (field) => `z.enum(${listed(field)})`,
    shown: (field) => `z.enum(${listed(field)})`,
    filterable: true,
    ordered: false,
    values: ({ values }) => [quoted(values[0] ?? ''), quoted(values[1] ?? '')],
    refused: [['another word', "'none-of-these'", 'invalid_value']],
  },
}

/** The type of a field, with all that a type may say. */
export const typeOf = ({ type }: Pick<Field, 'type'>): FieldType => types[type]

/** The words that name a type by themselves. */
export const plainTypes: readonly string[] = typeNames.filter(
  (name) => !['ref', 'list', 'currency'].includes(name),
)
