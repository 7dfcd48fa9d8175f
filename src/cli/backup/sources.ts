/** What a backup is made of: a database over TCP, by pg_dump; or the embedded one, while no server has it. */

import { factsOf } from '../../backup/facts.ts'
import { type Facts, type Keeping, keep } from '../../backup/keep.ts'
import type { Manifest } from '../../backup/manifest.ts'
import type { Config } from '../../core/config.ts'
import { version } from '../../core/version.ts'
import { inSentences } from '../../entry/sentences.ts'
import { embeddedFolder, noneEmbeddedYet } from '../embedded.ts'
import type { Bar } from '../progress.ts'
import type { Login } from './login.ts'

/** Throws sentences. */
export async function backUpPostgres(
  config: Config,
  { url, setting }: Login,
  keeping: Keeping,
  bar: Bar,
): Promise<Manifest> {
  const { openDump } = await import('../../drivers/postgres/dumped.ts')
  return inSentences(config, setting, async () => {
    const dumping = await openDump(url)
    try {
      const { takenAt, server, tool } = dumping
      const asked = await factsOf(dumping, (done, all) => bar.reach('counting tables', done, all))
      const facts: Facts = { kind: 'postgres', program: version, ...{ server, tool, takenAt }, ...asked }
      return await keep(dumping.dump(keeping.signal), facts, keeping)
    } finally {
      await dumping.close()
    }
  })
}

export async function backUpEmbedded(config: Config, keeping: Keeping): Promise<Manifest> {
  if (noneEmbeddedYet(config))
    throw new Error(`there is no database in ${embeddedFolder(config)} yet; the first "npm start" makes it`)
  const { openPglite } = await import('../../drivers/postgres/pglite.ts')
  const { keepEmbedded } = await import('../../backup/embedded.ts')
  const house = await openPglite({ dataDir: embeddedFolder(config) })
  return keepEmbedded(house, keeping).finally(() => house.database.close())
}
