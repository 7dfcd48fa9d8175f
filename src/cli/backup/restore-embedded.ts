/** A snapshot becomes the embedded database: beside the old one, opened there and counted, and then put in its place by renaming. */
import { rm } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { rowsOf, rowsThatDiffer } from '../../backup/facts.ts'
import { type Manifest, refused } from '../../backup/manifest.ts'
import { contentOf, type Taking } from '../../backup/take.ts'
import type { Config } from '../../core/config.ts'
import { lockFolder } from '../../drivers/postgres/folder-lock.ts'
import { openPglite, swapped } from '../../drivers/postgres/pglite.ts'
import { wholeOf } from '../../ports/vault.ts'
import { embeddedFolder, noneEmbeddedYet } from '../embedded.ts'
import { restoredOf } from './restored.ts'

/** Throws a sentence where there is one and it may not be replaced, or a server has it. */
export async function replaceEmbedded(config: Config, manifest: Manifest, taking: Taking, replace: boolean) {
  const folder = embeddedFolder(config)
  const isThere = !noneEmbeddedYet(config)
  if (isThere && !replace)
    throw new Error(
      `there is a database in ${folder}, and nothing in it was touched. --replace puts it aside; or choose another DATA_DIR.`,
    )
  const beside = `${folder}.restoring`
  for (const left of [beside, `${beside}.creating`]) await rm(left, { recursive: true, force: true })
  const tar = gunzipSync(await wholeOf(contentOf(manifest, taking)))
  const checked = await examine(beside, new Blob([tar]), manifest)
  const unlock = await lockFolder(folder)
  try {
    const aside = isThere ? `${folder}.before-${Date.now()}` : undefined
    await swapped(folder, beside, aside)
    return { ...checked, aside }
  } finally {
    await unlock()
  }
}

async function examine(beside: string, loadDataDir: Blob, manifest: Manifest) {
  const { database } = await openPglite({ dataDir: beside, loadDataDir })
  try {
    const differ = rowsThatDiffer(manifest.rows, await rowsOf(database))
    if (differ.length > 0) throw refused(manifest.name, differ.join('; '))
    return await restoredOf(database)
  } finally {
    await database.close()
  }
}
