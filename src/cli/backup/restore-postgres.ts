/** A backup becomes a database: an empty one, whole or not at all; and then, is it one that may be opened? */
import { completeness } from '../../audit/completeness.ts'
import type { Manifest } from '../../backup/manifest.ts'
import { afterDump, beforeDump, inhabited, rolesScript } from '../../backup/restored.ts'
import { contentOf, type Taking } from '../../backup/take.ts'
import { coverage } from '../../coverage.ts'
import { nodePostgresScript } from '../../drivers/postgres/script.ts'
import { pendingMigrations } from '../../store/migrations.ts'

export interface Restored {
  /** Names of migrations that this program has and the backup had not. */
  readonly pending: readonly string[]
  /** Ways in which a change could escape the log; not asked where a migration is pending. */
  readonly gaps: readonly string[]
}

/** Throws a sentence where it is not empty. */
export async function refuseInhabited(url: string): Promise<void> {
  const runner = await nodePostgresScript({ url })
  try {
    const [row] = await runner.query({
      text: `select ${inhabited} as full, current_database() as name`,
      params: [],
    })
    if (row?.full)
      throw new Error(
        `the database "${row.name}" is not empty, and nothing in it was touched. Restore into a new one: "create database …", name that in MIGRATION_DATABASE_URL, and when it is whole let DATABASE_URL name it.`,
      )
  } finally {
    await runner.close()
  }
}

/** Into a database that is empty. Whoever is interrupted leaves it so. */
export async function restorePostgres(url: string, manifest: Manifest, taking: Taking): Promise<Restored> {
  const { restoreDump } = await import('../../drivers/postgres/restored.ts')
  await withRunner(url, (runner) => runner.run(rolesScript()))
  await restoreDump({
    ...{ url, content: contentOf(manifest, taking), signal: taking.signal },
    ...{ before: beforeDump, after: afterDump(manifest) },
  })
  return withRunner(url, async (runner) => {
    const pending = (await pendingMigrations(runner)).map(({ name }) => name)
    const gaps = pending.length > 0 ? [] : await completeness(runner, coverage)
    return { pending, gaps: gaps.map(({ table, problem }) => `${table} ${problem}`) }
  })
}

async function withRunner<T>(
  url: string,
  act: (runner: Awaited<ReturnType<typeof nodePostgresScript>>) => Promise<T>,
): Promise<T> {
  const runner = await nodePostgresScript({ url })
  return act(runner).finally(() => runner.close())
}
