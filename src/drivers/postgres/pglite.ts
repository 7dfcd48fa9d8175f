/** Postgres inside the process (PGlite): one connection, calls take turns. For development, tests and small installations. */
import { existsSync } from 'node:fs'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import type { Database } from '../../ports/database.ts'
import type { ScriptRunner } from '../../ports/script.ts'
import { lockFolder } from './folder-lock.ts'
import { pgliteDatabase } from './pglite-database.ts'
import { pgliteScript } from './script.ts'

export interface PgliteOptions {
  /** Absent: in memory, gone at the end. */
  readonly dataDir?: string | undefined
  /** A dump to begin with where the folder is new: a fresh start takes seconds, this a fraction of one. */
  readonly loadDataDir?: Blob | undefined
  /** Fills a new folder instead, with what such a dump holds; it may also leave it empty. */
  readonly fill?: ((folder: string) => Promise<unknown>) | undefined
  /** Told where it takes up to half a minute to see whether another process still has the folder. */
  readonly watching?: (() => void) | undefined
}

export interface OpenPglite {
  readonly database: Database
  /** For migrations, on the same single connection. Its `close` does nothing: `database.close()` closes all. */
  readonly script: ScriptRunner
  /** Runs a text of many statements: all of them or none. */
  exec(sqlText: string): Promise<void>
  /** The whole folder as a tar file, for `loadDataDir`. */
  dump(): Promise<Blob>
}

/** Opens at the first call. */
export function pglite(options: PgliteOptions = {}): Database {
  let opening: Promise<OpenPglite> | undefined
  const open = () => {
    opening ??= openPglite(options).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }
  return {
    query: async (statement, given) => (await open()).database.query(statement, given),
    atomic: async (statements, given) => (await open()).database.atomic(statements, given),
    async close() {
      if (opening) await (await opening).database.close()
    },
  }
}

export async function openPglite({
  dataDir,
  loadDataDir,
  fill,
  watching,
}: PgliteOptions = {}): Promise<OpenPglite> {
  if (dataDir === undefined) return house(await PGlite.create({ ...(loadDataDir && { loadDataDir }) }))
  const folder = resolve(dataDir)
  await mkdir(dirname(folder), { recursive: true })
  const unlock = await lockFolder(folder, watching)
  try {
    return await house(await onFolder(folder, loadDataDir, fill), unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

/** Where a folder is put while another takes its place: who dies between the two renames leaves it there, and the next to open puts it back. */
const leaving = (folder: string) => `${folder}.leaving`

/** Puts a whole folder in the place of another, which goes to `aside` (undefined: there is none). For who holds the lock of `folder`. */
export async function swapped(folder: string, by: string, aside: string | undefined): Promise<void> {
  if (aside !== undefined) await rename(folder, leaving(folder))
  await rename(by, folder)
  if (aside !== undefined) await rename(leaving(folder), aside)
  const parent = await open(dirname(folder), 'r')
  await parent.sync().finally(() => parent.close())
}

async function putBack(folder: string): Promise<void> {
  if (!existsSync(leaving(folder))) return
  if (!existsSync(folder)) await rename(leaving(folder), folder)
  // The new one is in its place; what was there before is kept, and never taken for it.
  else await rename(leaving(folder), `${folder}.before-${Date.now()}`)
}

/** A folder whose making was interrupted holds nothing that was ever acknowledged: it is made again. */
async function onFolder(
  folder: string,
  loadDataDir: PgliteOptions['loadDataDir'],
  fill: PgliteOptions['fill'],
): Promise<PGlite> {
  await putBack(folder)
  const unfinished = `${folder}.creating`
  if (existsSync(unfinished)) await rm(folder, { recursive: true, force: true })
  if (existsSync(join(folder, 'PG_VERSION'))) return PGlite.create(folder)
  await writeFile(unfinished, '')
  await fill?.(folder)
  const made = await PGlite.create(folder, { ...(loadDataDir && { loadDataDir }) })
  await rm(unfinished)
  return made
}

async function house(db: PGlite, unlock = async () => {}): Promise<OpenPglite> {
  const script = await pgliteScript(db)
  const close = async () => {
    await db.close()
    await unlock()
  }
  return {
    database: pgliteDatabase(db, close),
    script,
    exec: script.run,
    dump: () => db.dumpDataDir('none'),
  }
}
