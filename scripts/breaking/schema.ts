/**
 * What of a changed schema breaks those who relied on the old one?
 *
 * What is sent may only become wider: everything that was taken is taken still. What is answered may only become narrower:
 * everything that was promised is there still. New fields and new values of an answer break nobody who was told to expect
 * them, and wider bounds of an answer nobody at all.
 */
import { type Bounds, boundFaults, type Direction } from './bounds.ts'

export interface Schema extends Bounds {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

export type Resolve = (schema: Schema) => Schema

export interface Pair {
  readonly before: Schema
  readonly after: Schema
}

/** Sentences, each beginning with where: `lines[].quantity: …`. */
export function schemaFaults(direction: Direction, resolveBefore: Resolve, resolveAfter: Resolve) {
  const open = new Set<string>()

  function faults({ before, after }: Pair, at: string): string[] {
    // A schema may hold itself.
    const both = `${before.$ref} ${after.$ref}`
    if (open.has(both)) return []
    if (before.$ref && after.$ref) open.add(both)
    const old = alternatives(before, resolveBefore)
    const now = alternatives(after, resolveAfter)
    const found = [...nullFaults(old, now, at), ...choiceFaults(old.filter(isValue), now.filter(isValue), at)]
    open.delete(both)
    return found
  }

  function nullFaults(old: readonly Schema[], now: readonly Schema[], at: string): string[] {
    const was = !old.every(isValue)
    const is = !now.every(isValue)
    if (direction === 'sent') return was && !is ? [say(at, 'takes null no more')] : []
    return is && !was ? [say(at, 'may be null now')] : []
  }

  /** Each of the one side must be covered by some of the other; if none does, what keeps the nearest from it is told. */
  function choiceFaults(old: readonly Schema[], now: readonly Schema[], at: string): string[] {
    const [these, those] = direction === 'sent' ? [old, now] : [now, old]
    return these.flatMap((one) => {
      const tried = those.map((other) =>
        valueFaults(direction === 'sent' ? { before: one, after: other } : { before: other, after: one }, at),
      )
      return tried.sort((a, b) => a.length - b.length)[0] ?? [say(at, 'has nothing left but null')]
    })
  }

  function valueFaults(pair: Pair, at: string): string[] {
    const changed = typeFaults(pair, direction).map((fault) => say(at, fault))
    if (changed.length > 0) return changed
    const own = [...enumFaults(pair, direction), ...boundFaults(pair, direction)].map((fault) =>
      say(at, fault),
    )
    return [...own, ...propertyFaults(pair, at), ...insideFaults(pair, at)]
  }

  function propertyFaults({ before, after }: Pair, at: string): string[] {
    const old = before.properties ?? {}
    const now = after.properties ?? {}
    const { required: must = [] } = after
    const { required: had = [] } = before
    const gone = Object.keys(old).filter((name) => !(name in now))
    const named = (names: readonly string[], fault: string) =>
      names.map((name) => say(inside(at, name), fault))
    const both = Object.keys(old).filter((name) => name in now)
    const deeper = both.flatMap((name) =>
      faults({ before: old[name] as Schema, after: now[name] as Schema }, inside(at, name)),
    )
    if (direction === 'answered')
      return [
        ...named(gone, 'is gone'),
        ...named(
          had.filter((name) => name in now && !must.includes(name)),
          'may be missing now',
        ),
        ...deeper,
      ]
    return [
      ...named(after.additionalProperties === false ? gone : [], 'is taken no more'),
      ...named(
        must.filter((name) => !had.includes(name)),
        'is required now',
      ),
      ...deeper,
    ]
  }

  /** What a list or a record holds, and whether there may be what nobody named. */
  function insideFaults({ before, after }: Pair, at: string): string[] {
    const items =
      before.items && after.items ? faults({ before: before.items, after: after.items }, `${at}[]`) : []
    const [old, now] = [before.additionalProperties, after.additionalProperties]
    if (typeof old === 'object' && typeof now === 'object')
      return [...items, ...faults({ before: old, after: now }, inside(at, '*'))]
    const closed = direction === 'sent' && before.type === 'object' && old !== false && now === false
    return closed ? [...items, say(at, 'takes no other fields any more')] : items
  }

  return faults
}

const say = (at: string, fault: string) => `${at === '' ? 'it' : at} ${fault}`
const inside = (at: string, name: string) => (at === '' ? name : `${at}.${name}`)
const isValue = ({ type }: Schema) => type !== 'null'

/** What a value may be, one after the other: references followed, parts put together, lists of types taken apart. */
function alternatives(schema: Schema, resolve: Resolve): Schema[] {
  const { allOf, anyOf, oneOf, type, ...rest } = resolve(schema)
  const choices = anyOf ?? oneOf
  if (choices) return choices.flatMap((choice) => alternatives(choice, resolve))
  if (allOf) return [allOf.map((part) => alternatives(part, resolve)[0] ?? {}).reduce(together, rest)]
  if (typeof type === 'object') return type.map((one) => ({ ...rest, type: one }))
  return [type === undefined ? rest : { ...rest, type }]
}

function together(one: Schema, other: Schema): Schema {
  return {
    ...one,
    ...other,
    properties: { ...one.properties, ...other.properties },
    required: [...(one.required ?? []), ...(other.required ?? [])],
  }
}

function typeFaults({ before, after }: Pair, direction: Direction): string[] {
  const [narrow, wide] = direction === 'sent' ? [before.type, after.type] : [after.type, before.type]
  const fits = wide === undefined || narrow === wide || (narrow === 'integer' && wide === 'number')
  return fits ? [] : [`was ${before.type ?? 'anything'}, is ${after.type ?? 'anything'}`]
}

function enumFaults({ before, after }: Pair, direction: Direction): string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)]
  if (direction === 'answered' || !now) return []
  if (!old) return ['takes a list of values only']
  return old.filter((value) => !now.includes(value)).map((value) => `takes ${JSON.stringify(value)} no more`)
}

const valuesOf = (schema: Schema) => schema.enum ?? ('const' in schema ? [schema.const] : undefined)
