/** What was acknowledged is there, once, with one record of its making, by the request that made it; and no record is of nothing. */
import { examine } from '../../test/fire/ledger.ts'
import type { Checker } from './checkers.ts'

export const ledger: Checker = async ({ world, history }) => {
  const found = await world.look((owner) => examine(owner, history.creates))
  for (const [checker, marks] of Object.entries(found))
    for (const mark of marks as readonly string[]) history.finds(checker, mark)
}
