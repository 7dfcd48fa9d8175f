/** The embedded database that stands in for a Postgres: the app's own folder, or memory; brought to the current schema. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { lockFolder } from '../src/drivers/postgres/folder-lock.ts'
import { openPglite } from '../src/drivers/postgres/pglite.ts'
import { pgliteScript } from '../src/drivers/postgres/script.ts'
import { migrate } from '../src/store/migrator.ts'

export interface Embedded {
  readonly db: PGlite
  close(): Promise<void>
}

/** Throws a sentence where another process holds the folder. */
export async function openEmbedded(dataDir: string | undefined): Promise<Embedded> {
  if (dataDir === undefined) return migrated(await PGlite.create(), async () => {})
  const folder = resolve(join(dataDir, 'postgres'))
  if (existsSync(`${folder}.creating`) || !existsSync(join(folder, 'PG_VERSION'))) {
    // Made by the app's own driver, which knows how to begin again where a beginning was interrupted.
    await (await openPglite({ dataDir: folder })).database.close()
  }
  const unlock = await lockFolder(folder)
  try {
    return await migrated(await PGlite.create(folder), unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

async function migrated(db: PGlite, unlock: () => Promise<void>): Promise<Embedded> {
  await migrate(await pgliteScript(db))
  return {
    db,
    async close() {
      await db.close()
      await unlock()
    },
  }
}
