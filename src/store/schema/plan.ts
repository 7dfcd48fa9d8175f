/** What a run would do, before it is done: for each migration its kind, what it makes and takes away, and who waits for it. */
import { kindOf, type Migration } from '../migrations.ts'
import { effectsOf, type Waits } from './effects.ts'
import { type Kind, noteOf } from './notes.ts'

export interface Planned {
  readonly name: string
  readonly kind: Kind
  /** Of a contraction: why it is safe now. */
  readonly why?: string
  readonly makes: readonly string[]
  readonly destroys: readonly string[]
  /** Tables that were there before it, and who waits there while it is applied. */
  readonly touches: Readonly<Record<string, Waits>>
}

export function planOf(pending: readonly Migration[]): readonly Planned[] {
  return pending.map((migration) => {
    const { why } = noteOf(migration)
    const { makes, destroys, touches } = effectsOf(migration.sql)
    return {
      name: migration.name,
      kind: kindOf(migration),
      ...(why !== undefined && { why }),
      makes,
      destroys,
      touches: Object.fromEntries(touches),
    }
  })
}

export function planLines(plan: readonly Planned[]): readonly string[] {
  return plan.flatMap(({ name, kind, why, makes, destroys, touches }) => [
    `${name} (${kind}${why ? `: ${why}` : ''})`,
    ...(makes.length > 0 ? [`  makes ${makes.join(', ')}`] : []),
    ...destroys.map((what) => `  ${what}`),
    ...(['everybody', 'writers', 'nobody'] as const).flatMap((waits) => {
      const tables = Object.keys(touches).filter((table) => touches[table] === waits)
      return tables.length > 0 ? [`  ${words[waits]} ${tables.join(', ')}`] : []
    }),
  ])
}

const words: Readonly<Record<Waits, string>> = {
  everybody: 'until it is done, nobody reads or writes',
  writers: 'until it is done, nobody writes',
  nobody: 'changes, and keeps nobody waiting but for single rows of',
}
