/** How one kind of credential is looked up: the statement, what its row says, and what is noted of its use. */
import type { User } from '../core/actor.ts'
import type { Row, Statement } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'

export interface LookUp {
  /** Answers with `expires` (milliseconds since 1970), `unseen`, and what `userOf` needs. */
  readonly find: (values: { readonly hash: string }) => Statement
  readonly userOf: (row: Row) => User
  /** Notes that it is in use. */
  readonly touch: (ports: Ports, user: User) => Promise<unknown>
  /** Is a tombstone the last word? Otherwise it says: ask Postgres, and remember nothing. */
  readonly endsWithTombstone: boolean
}
