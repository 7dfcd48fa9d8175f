/**
 * Each migration is of a kind, which its first lines say: one that expands only adds, and older programs go on running;
 * one that contracts drops, renames or narrows, and is applied only when no older program runs (docs/migrations.md).
 */
import { effectsOf } from './effects.ts'
import { statementsOf } from './sql-text.ts'

export type Kind = 'expand' | 'contract'

type Written = { readonly name: string; readonly sql: string }

export interface Note {
  readonly kind: Kind
  /** Of a contraction: why it is safe now. */
  readonly why?: string
}

/**
 * Written before there were kinds, and never released apart from each other: no program that lacks one of them ever ran beside
 * one that has it. Their texts are not judged. Nothing is added here.
 */
const grandfathered = /^00(0\d|1[0-6])_/

/** Without a note it expands. */
export function noteOf({ sql }: Pick<Written, 'sql'>): Note {
  const why = /^-- *contract:? *(.*)$/m.exec(headOf(sql))?.[1]
  return why === undefined ? { kind: 'expand' } : { kind: 'contract', why: why.trim() }
}

/** Why it may neither be bundled nor applied, as sentences; empty where all is well. */
export function faultsOf({ name, sql }: Written): readonly string[] {
  if (grandfathered.test(name)) return []
  const { kind, why } = noteOf({ sql })
  const faults: string[] = []
  if (kind === 'contract' && !why)
    faults.push(`${name} says that it contracts, and not why that is safe now.`)
  if (kind === 'contract' && /^-- *expand/m.test(headOf(sql)))
    faults.push(`${name} says that it expands and that it contracts.`)
  if (kind === 'expand')
    faults.push(
      ...effectsOf(sql).destroys.map(
        (what) =>
          `${name} ${what}. Begin it with “-- contract: why no program that runs needs this”, or add only.`,
      ),
    )
  if (statementsOf(sql).some(({ text }) => /\bindex concurrently\b/i.test(text)))
    faults.push(
      `${name} makes an index CONCURRENTLY, which no transaction can. Make it by hand before, and here IF NOT EXISTS.`,
    )
  return faults
}

/** The comments before the first statement. */
const headOf = (sql: string) => /^(?:\s*--[^\n]*(?:\n|$))*/.exec(sql)?.[0] ?? ''
