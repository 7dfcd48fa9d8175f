/** The default of `npm start`: one process, its database in a folder, no Redis. */
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { overPglite } from '../../bridge/pglite.ts'
import { freePort } from '../../test/support/free-port.ts'
import { temporaryFolder } from '../../test/support/runtime.ts'
import { startProcess } from '../../test/support/runtime-process.ts'
import type { Random } from '../random.ts'
import { openClock } from '../world/clock.ts'
import { openDisk } from '../world/disk.ts'
import { openLink } from '../world/link.ts'
import { appServer } from '../world/server.ts'
import type { World } from '../world/world.ts'
import { chaosSettings, listens } from './settings.ts'

export async function openEmbedded(random: Random): Promise<World> {
  const disk = openDisk()
  const folder = disk ? { path: disk.path, remove: disk.close } : temporaryFolder()
  const closing: (() => unknown)[] = [folder.remove]
  const close = async () => {
    for (const task of closing.reverse()) await task()
  }
  try {
    // What is told to the process must be readable where its disk is full.
    const aside = temporaryFolder()
    closing.push(aside.remove)
    const clock = openClock(aside.path)
    const settings = { ...chaosSettings(folder.path), PORT: String(await freePort()) }
    const app = await appServer(() =>
      startProcess({
        command: process.execPath,
        args: ['dist/node.js'],
        env: { ...settings, ...clock?.env },
        listens,
      }),
    )
    closing.push(() => app.stop())
    const link = await openLink(app.url, random.fork('link to the app'))
    closing.push(link.close)
    return {
      url: link.url,
      apps: [app],
      links: { app: link },
      disk,
      clock,
      lacks: [
        ...(disk ? [] : ['disk-full: no disk of its own could be mounted, which takes root']),
        ...(clock ? [] : ['clock: libfaketime is not installed']),
      ],
      settings,
      metricsToken: settings.METRICS_TOKEN,
      async look(work) {
        await app.stop()
        const db = await PGlite.create(join(folder.path, 'postgres'))
        try {
          const { stream, user, database } = overPglite(db).pool
          return await work({ stream, user, database } as never)
        } finally {
          await db.close()
        }
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
