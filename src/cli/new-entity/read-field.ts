/** From a word of the command line to a field: `'email:email?!lookup'`. Everything wrong with it is told at once. */
import { reserved } from '../../business/columns.ts'
import { captureWords, queryWords } from '../../business/rules/words.ts'
import type { Fault, Field, TypeName } from './field.ts'
import { plainTypes, typeOf } from './types.ts'

/** Index names are made of a table's and a column's, and Postgres cuts them at 63 bytes. */
const maxName = 24

/** The field, or what is wrong with the word. */
export function readField(word: string): Field | readonly Fault[] {
  const [asked = '', ...rest] = word.split(':')
  const named = nameFaults(word, asked)
  if (rest.length === 0) return [...named, wrong(word, 'says no type', `${asked || 'name'}:text`)]
  const [, kind = '', signs = ''] = /^(.*?)((?:\?|!lookup|!|\^|\+|-)*)$/.exec(rest.join(':')) ?? []
  const type = typeNamed(kind)
  if (!type) return [...named, unknownType(word, asked, kind)]
  const field = fieldOf(asked, type, kind, signs.match(/\?|!lookup|!|\^|\+|-/g) ?? [])
  const faults = [...named, ...kindFaults(word, field), ...signFaults(word, field, signs)]
  return faults.length > 0 ? faults : field
}

const wrong = (at: string, problem: string, example: string): Fault => ({ at, problem, example })

function nameFaults(word: string, name: string): readonly Fault[] {
  if (!/^[a-z][a-z0-9]*([A-Z][a-z0-9]+)*$/.test(name))
    return [wrong(word, `"${name}" is no field’s name: letters and digits in camel case`, 'dueOn:date')]
  if (name.length > maxName) return [wrong(word, `"${name}" is longer than ${maxName} letters`, 'dueOn:date')]
  if ([name, `${name}Id`].some((one) => (reserved as readonly string[]).includes(one)))
    return [wrong(word, `"${name}" is the server’s: every entity has it already`, 'dueOn:date')]
  if (queryWords.includes(name))
    return [wrong(word, `"${name}" already means something in the query of a list`, `${name}Text:text`)]
  if (captureWords.includes(name))
    return [
      wrong(word, `"${name}" means something to PL/pgSQL, which the log is written in`, `${name}On:date`),
    ]
  // What every object has: `constructor`, `valueOf`.
  if (name in {}) return [wrong(word, `"${name}" means something to JavaScript`, `${name}Text:text`)]
  return []
}

function typeNamed(kind: string): TypeName | undefined {
  if (plainTypes.includes(kind)) return kind as TypeName
  if (kind === 'ref' || kind.startsWith('ref:')) return 'ref'
  return kind.includes('|') ? 'list' : undefined
}

function unknownType(word: string, asked: string, kind: string): Fault {
  const problem = `there is no type "${kind}", only ${plainTypes.join(', ')}, ref:ENTITY and lists. A list needs quotes in a shell`
  return wrong(word, problem, `'${asked}:draft|done'`)
}

function fieldOf(asked: string, type: TypeName, kind: string, signs: readonly string[]): Field {
  return {
    name: type === 'ref' && !asked.endsWith('Id') ? `${asked}Id` : asked,
    type,
    optional: signs.includes('?'),
    sealed: signs.includes('!lookup') ? 'lookup' : signs.includes('!') ? 'sealed' : false,
    unique: signs.includes('^'),
    recorded: signs.includes('+') || !(signs.includes('-') || typeOf({ type }).free),
    values: type === 'list' ? kind.split('|') : [],
    target: type === 'ref' ? kind.slice('ref:'.length) : '',
  }
}

function kindFaults(word: string, { name, type, values, target }: Field): readonly Fault[] {
  if (type === 'ref' && target === '') return [wrong(word, 'does not say to what', 'customer:ref:customers')]
  if (type !== 'list') return []
  const odd = values.find((value) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value))
  if (odd !== undefined)
    return [wrong(word, `"${odd}" is no value: lower case, words joined by hyphens`, `'${name}:to-do|done'`)]
  return new Set(values).size < values.length
    ? [wrong(word, 'names a value twice', `'${name}:${[...new Set([...values, 'done'])].join('|')}'`)]
    : []
}

/** Which signs go with which types, and with each other. */
function signFaults(word: string, field: Field, signs: string): readonly Fault[] {
  const { name, type, optional, sealed, unique } = field
  const given: readonly string[] = signs.match(/\?|!|\^|\+|-/g) ?? []
  const has = (sign: string) => given.includes(sign)
  const plain = `${name}:${type}`
  const rules: readonly (readonly [broken: boolean, problem: string, example: string])[] = [
    [
      new Set(given).size < given.length,
      'says something twice',
      `${word.slice(0, -signs.length)}${given[0]}`,
    ],
    [has('+') && has('-'), 'is both kept in the log (+) and kept out of it (-)', `${plain}-`],
    [has('+') && sealed !== false, 'is encrypted (!), so the log cannot keep it (+)', `${plain}!`],
    [
      unique && sealed !== false,
      'is encrypted anew by each key (!), so none can say that it is unique (^)',
      `${plain}^`,
    ],
    [
      unique && !uniqueTypes.includes(type),
      `cannot be unique (^): only ${uniqueTypes.join(', ')} can`,
      'code:text^',
    ],
    [
      sealed !== false && type === 'ref',
      'leads to a row: it cannot be encrypted (!)',
      'customer:ref:customers',
    ],
    [
      sealed === 'lookup' && !['text', 'email'].includes(type),
      'cannot be looked up where it is encrypted: only text and email can',
      `${plain}!`,
    ],
    [
      has('-') && !optional && sealed === false && !emptied.includes(type),
      'is about a person (-), and could not be emptied when that person is erased: make it optional or encrypted',
      `'${name}:${type}?-'`,
    ],
  ]
  return rules.filter(([broken]) => broken).map(([, problem, example]) => wrong(word, problem, example))
}

/** Of these a test can tell ever new ones. */
const uniqueTypes: readonly TypeName[] = ['text', 'email', 'integer']

/** What holds nothing without being null; see `business/blank`. */
const emptied: readonly TypeName[] = ['text', 'prose', 'email', 'integer', 'money']
