/** What an entity may be called, and what one of it is called. */
import type { Checkout } from './checkout.ts'
import { camel, type Fault, type Field, lookupOf, snake } from './field.ts'
import { declarationPath, pathsOf } from './paths.ts'

/** Names of indexes and triggers are made of it, and Postgres cuts them at 63 bytes. */
const maxName = 30

/** What is wrong with the name; `singular` is what was asked for beside it. */
export function nameFaults(name: string, singular: string | undefined, checkout: Checkout): readonly Fault[] {
  const wrong = (problem: string, example: string): Fault => ({ at: name, problem, example })
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name))
    return [wrong('is no entity’s name: lower case, words joined by hyphens, plural', 'order-lines')]
  if (name.length > maxName) return [wrong(`is longer than ${maxName} letters`, 'order-lines')]
  const other = `my-${name}`
  const taken = pathsOf(name).find((path) => checkout.has(path))
  const rules: readonly (readonly [broken: boolean, problem: string, example: string])[] = [
    [
      singular === undefined && !/[^s]s$/.test(name),
      'is not plural, or not as most words are: say what one of them is called',
      'people --singular person',
    ],
    [
      singular !== undefined && !/^[a-z]+( [a-z]+)*$/.test(singular),
      `--singular "${singular}" are no words`,
      'people --singular person',
    ],
    [words.has(camel(name)), 'means something in every file of an entity, or to JavaScript', other],
    [taken !== undefined, `is there already: ${taken} would be overwritten`, other],
    [taken === undefined && checkout.areas.has(name), `is part of the API already: /v1/${name}`, other],
    [taken === undefined && checkout.tables.has(snake(name)), `is a table already: ${snake(name)}`, other],
  ]
  return rules.filter(([broken]) => broken).map(([, problem, example]) => wrong(problem, example))
}

/** What is wrong with the fields together, and with what they refer to. */
export function fieldsFaults(name: string, fields: readonly Field[], checkout: Checkout): readonly Fault[] {
  const made = [
    ...fields.map((field) => field.name),
    ...fields.filter(({ sealed }) => sealed === 'lookup').map(lookupOf),
    ...(fields.some(({ type }) => type === 'money') ? ['currency'] : []),
  ]
  const twice = made.filter((one, at) => made.indexOf(one) !== at)
  return [
    ...twice.map((one) => ({
      at: one,
      problem: reason(one),
      example: `${name} ${one}:text other${one}:text`,
    })),
    ...fields.flatMap((field) => (field.target ? referenceFaults(name, field, checkout) : [])),
  ]
}

const reason = (name: string) =>
  name === 'currency' ? 'comes with money: the row has one' : 'would be there twice'

function referenceFaults(name: string, { name: at, target }: Field, checkout: Checkout): readonly Fault[] {
  const others = checkout.entities.filter((one) => one !== name)
  const example = `customer:ref:${others[0] ?? 'customers'}`
  if (target === name)
    return [{ at, problem: 'leads to its own entity, which has to be written by hand', example }]
  if (!others.includes(target))
    return [{ at, problem: `leads to "${target}", and there are only ${others.join(', ')}`, example }]
  const path = declarationPath(target)
  const text = checkout.has(path) ? checkout.read(path) : ''
  const exported = [camel(target), `${camel(target)}Table`]
  return exported
    .filter((constant) => !new RegExp(`^export const ${constant}\\b`, 'm').test(text))
    .map((constant) => ({
      at,
      problem: `needs "${constant}" from ${path}, which does not export it`,
      example,
    }))
}

/** `order-lines` → `order line` */
export function singularOf(name: string): string {
  const words = name.replaceAll('-', ' ')
  if (/[^aeiou]ies$/.test(words)) return words.replace(/ies$/, 'y')
  return words.replace(/(?<=us|ss|sh|ch|x|zz)es$|s$/, '')
}

/** With its article: by its sound, as far as letters tell it. */
export function withArticle(words: string): string {
  const vowel = /^[aeiou]/.test(words) && !/^(eu|one\b|once|uni|us[aeu]|uti)/.test(words)
  return `${vowel ? 'an' : 'a'} ${words}`
}

/** What a file of an entity imports or declares, and what JavaScript keeps for itself and ends in an s. */
const words = new Set([
  ...[
    'fields',
    'entity',
    'identity',
    'lifecycle',
    'currencies',
    'calendarDate',
    'line',
    'prose',
    'email',
    'moment',
  ],
  ...['sql', 'z', 'bigint', 'boolean', 'check', 'date', 'index', 'integer', 'pgTable', 'text', 'timestamp'],
  ...['uniqueIndex', 'uuid', 'this', 'class', 'entities', 'own', 'coverage'],
])
