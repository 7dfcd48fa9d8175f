/** What it takes to seal the audit log. Whoever has it leads; a process that only serves the API need not. */
import type { Key } from '../core/keys.ts'
import type { Anchor } from './anchor.ts'
import type { Database } from './database.ts'

export interface Sealing {
  /** Logged in as `sealer`, who alone may write the tree. */
  readonly database: Database
  /** Whose log it is, and the name under which it is signed (C2SP tlog-checkpoint): `api.example.com/audit`. */
  readonly origin: string
  /** Seeds of Ed25519; all of them sign. */
  readonly keys: readonly Key[]
  /** Where its heads are published. */
  readonly anchors: readonly Anchor[]
}
