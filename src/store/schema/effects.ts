/**
 * What a migration does to the tables that were there before it: which it touches, who waits meanwhile, and what of it a
 * program that knows nothing of it would not survive. Read from the text alone; what it cannot read it takes for the worse.
 */
import { type SqlStatement, statementsOf } from './sql-text.ts'

/** Whom a lock keeps waiting while it is held: readers and writers, or writers. */
export type Waits = 'everybody' | 'writers' | 'nobody'

export interface Effects {
  /** Tables and functions that it makes or replaces. */
  readonly makes: readonly string[]
  /** Tables that were there, and who waits for it there. */
  readonly touches: ReadonlyMap<string, Waits>
  /** Predicates, each of one step: `drops the column nickname of customers`. */
  readonly destroys: readonly string[]
}

const part = `(?:"[^"]+"|[\\w$%]+)`
const named = `(?:if (?:not )?exists )?(?:only )?(${part}(?:\\.${part})?)`
const plain = (name: string) => name.replaceAll('"', '').replace(/^public\./, '')
const matching = (pattern: string) => new RegExp(pattern, 'i')

const makesTable = matching(`^create (?:unlogged )?table ${named}`)
const makesFunction = matching(`^create (?:or replace )?(?:function|procedure) ${named}`)
const makesOther = matching(`^create (?:or replace )?(?:view|type|schema|sequence|domain) ${named}`)
const altersTable = matching(`^alter table ${named} (.*)$`)
const makesIndex = matching(
  `^create (unique )?index (?:concurrently )?(?:${named} )?on (?:only )?(${part}(?:\\.${part})?)`,
)
const makesTrigger = matching(
  `^create (?:or replace )?(?:constraint )?trigger .* on (${part}(?:\\.${part})?) `,
)
const drops = matching(`^drop (materialized view|\\w+) (?:concurrently )?${named}`)
const changesRows = matching(`^(?:update|insert into) ${named}`)
const references = new RegExp(`references (${part}(?:\\.${part})?)`, 'gi')

export function effectsOf(sql: string): Effects {
  const statements = statementsOf(sql)
  const makes = new Set<string>()
  for (const { text } of statements)
    for (const pattern of [makesTable, makesFunction, makesOther]) {
      const name = pattern.exec(text)?.[1]
      if (name) makes.add(plain(name))
    }
  const touches = new Map<string, Waits>()
  const touch = (name: string, waits: Waits) => {
    const table = plain(name)
    if (makes.has(table) || touches.get(table) === 'everybody') return
    if (waits !== 'nobody' || !touches.has(table)) touches.set(table, waits)
  }
  const destroys: string[] = []
  for (const statement of statements) {
    for (const [table, waits] of lockedBy(statement.text)) touch(table, waits)
    destroys.push(...destroyedBy(statement, makes, statements))
  }
  return { makes: [...makes], touches, destroys }
}

function lockedBy(text: string): readonly (readonly [table: string, waits: Waits])[] {
  const others = [...text.matchAll(references)].map(([, table = '']) => [table, 'writers'] as const)
  const [, altered, action = ''] = altersTable.exec(text) ?? []
  if (altered) {
    const light = /^validate constraint/i.test(action)
    const writers = /^(enable (always |replica )?trigger|add (constraint \S+ )?foreign key)/i.test(action)
    return [[altered, light ? 'nobody' : writers ? 'writers' : 'everybody'], ...others]
  }
  const indexed = makesIndex.exec(text)?.[3] ?? makesTrigger.exec(text)?.[1]
  if (indexed) return [[indexed, 'writers']]
  const [, kind = '', dropped] = drops.exec(text) ?? []
  if (dropped && /^table$/i.test(kind)) return [[dropped, 'everybody']]
  const changed = changesRows.exec(text)?.[1]
  return changed ? [[changed, 'nobody'], ...others] : others
}

function destroyedBy(
  { text, quoted }: SqlStatement,
  makes: ReadonlySet<string>,
  all: readonly SqlStatement[],
): readonly string[] {
  const [, kind = '', dropped] = drops.exec(text) ?? []
  if (dropped) return makes.has(plain(dropped)) ? [] : [`drops the ${kind.toLowerCase()} ${plain(dropped)}`]
  const [, altered, action = ''] = altersTable.exec(text) ?? []
  if (altered)
    return makes.has(plain(altered))
      ? []
      : actionsOf(action).flatMap((one) => narrowedBy(one, plain(altered)))
  const [, unique, , indexed] = makesIndex.exec(text) ?? []
  if (unique && indexed && !makes.has(plain(indexed)))
    return [`makes a unique index on ${plain(indexed)}, so that what older programs write can be refused`]
  if (/^revoke /i.test(text)) return isGivenAgain(text, makes, all) ? [] : [`takes a right away: ${text}`]
  if (/^do /i.test(text)) return hiddenIn(quoted)
  if (/^alter default privileges/i.test(text)) return []
  return wholesale.flatMap(([pattern, what]) => (pattern.test(text) ? [what] : []))
}

const wholesale: readonly (readonly [RegExp, string])[] = [
  [/^truncate /i, 'empties a table'],
  [/^(delete from |(with|merge) .*\bdelete\b)/i, 'deletes rows'],
  [/^alter .* rename /i, 'renames something'],
  [/^alter .* set schema /i, 'moves something to another schema'],
  [/^drop /i, 'drops something'],
]

/** The commas between actions, not those within brackets. */
function actionsOf(text: string): readonly string[] {
  const found: string[] = ['']
  let depth = 0
  for (const letter of text) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0
    if (letter === ',' && depth === 0) found.push('')
    else found[found.length - 1] += letter
  }
  return found.map((action) => action.trim())
}

function narrowedBy(action: string, table: string): readonly string[] {
  const column = plain(matching(`^(?:add|drop|alter) (?:column )?${named}`).exec(action)?.[1] ?? '')
  const rule = narrowing.find(([pattern]) => pattern.test(action))
  return rule ? [rule[1].replace('{column}', column).replace('{table}', table)] : []
}

const narrowing: readonly (readonly [RegExp, string])[] = [
  [/^rename /i, 'renames {table} or a part of it'],
  [/^set schema /i, 'moves {table} to another schema'],
  [/^drop constraint /i, 'drops a constraint of {table}, which an upsert may name'],
  [/^drop /i, 'drops the column {column} of {table}'],
  [/^alter .* type /i, 'changes the type of {column} of {table}'],
  [/^alter .* set not null/i, 'makes {column} of {table} obligatory'],
  [/^alter .* drop (default|identity|expression)/i, 'takes the default of {column} of {table} away'],
  [
    /^add (constraint|check|unique|primary|foreign|exclude)\b(?!.*\bnot valid$)/i,
    'adds a constraint to {table} without NOT VALID',
  ],
  [
    /^add (?!constraint |check|unique|primary |foreign |exclude ).*\bnot null\b(?<!\b(default|generated)\b.*)(?!.*\b(default|generated)\b)/i,
    'adds the obligatory column {column} to {table} without a default',
  ],
  [/^disable (trigger|rule)/i, 'disables a trigger of {table}'],
  [/^(enable|force) row level security/i, 'hides rows of {table}'],
]

/** What was taken is given back in the same transaction, or nobody had it yet: the default of a function that is new here. */
function isGivenAgain(text: string, makes: ReadonlySet<string>, all: readonly SqlStatement[]): boolean {
  const [, object = '', role = ''] = /^revoke .* on (.+) from ([^ ]+)/i.exec(text) ?? []
  if (/^public$/i.test(role) && /^function /i.test(object))
    return makes.has(plain(object.replace(/^function /i, '').replace(/\(.*/, '')))
  const again = ` on ${object} to ${role}`.toLowerCase()
  return all.some((one) => /^grant /i.test(one.text) && one.text.toLowerCase().endsWith(again))
}

const hidden =
  /\b(drop (?:table|column|constraint|type|view|function|index|schema|trigger)|rename (?:to|column|constraint)|alter column \S+ (?:set data )?type|set not null|truncate (?!on\b)|delete from|disable trigger|revoke )/i

/** In a block what is done may be put together from pieces: every text within it is read as if it were run. */
function hiddenIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((sql) =>
    statementsOf(sql).flatMap(({ text, quoted }) => {
      const found = hidden.exec(text)?.[1]
      return [...(found ? [`does “${found.trim().toLowerCase()}” in a block`] : []), ...hiddenIn(quoted)]
    }),
  )
}
