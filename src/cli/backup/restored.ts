/** Is what was restored a database that may be opened? */
import { completeness } from '../../audit/completeness.ts'
import { coverage } from '../../coverage.ts'
import { pendingMigrations } from '../../store/migrations.ts'

export interface Restored {
  /** Names of migrations that this program has and the backup had not. */
  readonly pending: readonly string[]
  /** Ways in which a change could escape the log; not asked where a migration is pending. */
  readonly gaps: readonly string[]
}

export async function restoredOf(database: Parameters<typeof completeness>[0]): Promise<Restored> {
  const pending = (await pendingMigrations(database)).map(({ name }) => name)
  const gaps = pending.length > 0 ? [] : await completeness(database, coverage)
  return { pending, gaps: gaps.map(({ table, problem }) => `${table} ${problem}`) }
}
