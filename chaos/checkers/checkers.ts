/** What must be true when all is whole again, each an account of its own. */
import type { History } from '../history.ts'
import type { World } from '../world/world.ts'
import { ledger } from './ledger.ts'
import { rows } from './rows.ts'
import { tree } from './tree.ts'

export interface Checked {
  readonly world: World
  readonly history: History
  readonly tell: (line: string) => void
}

/** Says what it finds to the history. */
export type Checker = (checked: Checked) => Promise<void>

/** The tree first: nobody seals an embedded database after somebody has looked into it. */
const all = { tree, ledger, rows }

export const checkersOf = (...names: readonly (keyof typeof all)[]): readonly Checker[] =>
  names.map((name) => all[name])

export const checkers: readonly Checker[] = Object.values(all)
