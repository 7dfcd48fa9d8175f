/** All that goes on at once, by the names that `--workload` takes. */
import { bank } from './bank.ts'
import { keyed } from './keyed.ts'
import { outbox } from './outbox.ts'
import { sessions } from './sessions.ts'
import { versions } from './versions.ts'
import type { Opening } from './workload.ts'

export const workloads: Readonly<Record<string, Opening>> = { keyed, versions, bank, sessions, outbox }
