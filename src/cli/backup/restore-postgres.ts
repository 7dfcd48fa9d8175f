/** A backup becomes a database: an empty one, whole or not at all; and then, is it one that may be opened? */
import type { Manifest } from '../../backup/manifest.ts'
import { afterDump, beforeDump, inhabited, rolesScript } from '../../backup/restored.ts'
import { contentOf, type Taking } from '../../backup/take.ts'
import { withScript } from '../../drivers/postgres/script.ts'
import { type Restored, restoredOf } from './restored.ts'

/** Throws a sentence where it is not empty. */
export async function refuseInhabited(url: string): Promise<void> {
  const named = { text: `select ${inhabited} as full, current_database() as name`, params: [] }
  const [row] = await withScript(url, (runner) => runner.query(named))
  if (row?.full)
    throw new Error(
      `the database "${row.name}" is not empty, and nothing in it was touched. Restore into a new one: "create database …", name that in MIGRATION_DATABASE_URL, and when it is whole let DATABASE_URL name it.`,
    )
}

/** Into a database that is empty. Whoever is interrupted leaves it so. */
export async function restorePostgres(url: string, manifest: Manifest, taking: Taking): Promise<Restored> {
  const { restoreDump } = await import('../../drivers/postgres/restored.ts')
  await withScript(url, (runner) => runner.run(rolesScript()))
  await restoreDump({
    ...{ url, content: contentOf(manifest, taking), signal: taking.signal },
    ...{ before: beforeDump, after: afterDump(manifest) },
  })
  return withScript(url, restoredOf)
}
