/** A field as it was asked for: `'dueOn:date?'`. */

/** A list is written `draft|done`, a reference `ref:customers`; a currency comes with money. The others go by their names. */
export const typeNames = [
  ...(['text', 'prose', 'integer', 'money', 'boolean', 'date', 'moment', 'email'] as const),
  ...(['ref', 'list', 'currency'] as const),
] as const
export type TypeName = (typeof typeNames)[number]

export interface Field {
  /** As JSON has it: `dueOn`; of a reference, with `Id` at its end. */
  readonly name: string
  readonly type: TypeName
  readonly optional: boolean
  /** Encrypted at rest; `lookup`: and found again by its whole value. */
  readonly sealed: false | 'sealed' | 'lookup'
  /** No two rows of one owner have the same. */
  readonly unique: boolean
  /** May the log keep its value? */
  readonly recorded: boolean
  /** Of a list: what it can be. */
  readonly values: readonly string[]
  /** Of a reference: the entity it names a row of. */
  readonly target: string
}

/** What is wrong with what was asked for, and how it could have been asked. */
export interface Fault {
  /** The word at fault. */
  readonly at: string
  readonly problem: string
  readonly example: string
}

/** `order-lines` → `orderLines` */
export const camel = (name: string) =>
  name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** `order-lines`, `dueOn` → `order_lines`, `due_on` */
export const snake = (name: string) =>
  name.replaceAll('-', '_').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** `dueOn` → `due on` */
export const spoken = (name: string) => snake(name).replaceAll('_', ' ')

/** A string as Biome writes it. */
export const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The column that holds the blind index of a sealed field. */
export const lookupOf = ({ name }: Pick<Field, 'name'>) => `${name}Index`
