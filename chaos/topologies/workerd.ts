/** Cloudflare's runtime, which reaches Postgres and Redis over HTTP: the bridge speaks with them over the links. */
import { openBridge } from '../../bridge/bridge.ts'
import { freePort } from '../../test/support/free-port.ts'
import { temporaryFolder } from '../../test/support/runtime.ts'
import { cronOf, over, startWrangler } from '../../test/support/runtime-workerd.ts'
import type { Random } from '../random.ts'
import { openLink } from '../world/link.ts'
import { appServer } from '../world/server.ts'
import type { World } from '../world/world.ts'
import { chaosSettings } from './settings.ts'
import { openStores } from './stores.ts'

export async function openWorkerd(random: Random): Promise<World> {
  const folder = temporaryFolder()
  const closing: (() => unknown)[] = [folder.remove]
  const close = async () => {
    for (const task of closing.reverse()) await task()
  }
  try {
    const stores = await openStores(random)
    closing.push(stores.close)
    const bridge = await openBridge({
      postgres: stores.url('app'),
      sealer: stores.url('sealer'),
      redis: stores.links.redis.url,
    })
    closing.push(() => bridge.close())
    // A Worker has no folder to publish into.
    const { AUDIT_ANCHORS: _, ...usual } = chaosSettings(folder.path)
    const port = await freePort()
    const app = await appServer(() => startWrangler(folder.path, { ...usual, ...over(bridge) }, port))
    closing.push(() => app.stop())
    const link = await openLink(app.url, random.fork('link to the app'))
    closing.push(link.close)
    return {
      url: link.url,
      apps: [app],
      links: { app: link, ...stores.links },
      postgres: stores.postgres,
      redis: stores.redis,
      disk: stores.disk,
      lacks: [...stores.lacks, 'clock: workerd asks the system for the time, past libfaketime'],
      settings: { ...usual, DATABASE_URL: stores.postgres.url('holdfast', 'app') },
      metricsToken: usual.METRICS_TOKEN,
      cron: () => cronOf(app.url.replace(/\/$/, '')),
      look: stores.look,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
