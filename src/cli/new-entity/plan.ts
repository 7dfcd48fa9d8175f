/** An entity as it was asked for, and the questions that more than one of its files asks. */
import { camel, type Field, snake, spoken } from './field.ts'
import { singularOf, withArticle } from './names.ts'
import { typeOf } from './types.ts'

export interface Plan {
  /** `order-lines` */
  readonly name: string
  /** `order_lines` */
  readonly table: string
  /** `orderLines` */
  readonly constant: string
  /** `order line` */
  readonly one: string
  /** `an order line` */
  readonly singular: string
  /** `order lines` */
  readonly many: string
  readonly fields: readonly Field[]
}

export function planOf(name: string, one: string | undefined, fields: readonly Field[]): Plan {
  const singular = one ?? singularOf(name)
  return {
    name,
    table: snake(name),
    constant: camel(name),
    one: singular,
    singular: withArticle(singular),
    many: spoken(name),
    fields: withCurrency(fields),
  }
}

/** All amounts of a row are in one currency, which stands behind the last of them. */
function withCurrency(fields: readonly Field[]): readonly Field[] {
  const last = fields.findLastIndex(({ type }) => type === 'money')
  const plain = {
    optional: false,
    sealed: false,
    unique: false,
    recorded: true,
    values: [],
    target: '',
  } as const
  return last < 0 ? fields : fields.toSpliced(last + 1, 0, { name: 'currency', type: 'currency', ...plain })
}

export const isFilterable = (field: Field) =>
  field.sealed ? field.sealed === 'lookup' : typeOf(field).filterable

/** Each order costs an index, and each index every write: of text, only the first that all rows have gets one. */
export function sortable({ fields }: Plan): readonly Field[] {
  const open = fields.filter(({ sealed }) => !sealed)
  const title = open.find(({ type, optional }) => type === 'text' && !optional)
  return open.filter((field) => field === title || typeOf(field).ordered)
}

/** What words are looked for in. */
export const searchable = ({ fields }: Plan) =>
  fields.filter(({ type, sealed }) => !sealed && (type === 'text' || type === 'prose'))

/** The entities that its references lead to, each once. */
export const targets = ({ fields }: Plan) => [
  ...new Set(fields.flatMap(({ target }) => (target ? [target] : []))),
]

export const references = ({ fields }: Plan) => fields.filter(({ type }) => type === 'ref')

/** What of it the log keeps, keeps nothing of but the change, and never sees. */
export function classified({ fields }: Plan) {
  const open = fields.filter(({ sealed }) => !sealed)
  return {
    audited: open.filter(({ recorded }) => recorded),
    redacted: open.filter(({ recorded }) => !recorded),
    sensitive: fields.filter(({ sealed }) => sealed),
  }
}
