/** Node with Postgres over TCP and Redis: one instance, or two behind a load balancer. */
import { freePort } from '../../test/support/free-port.ts'
import { temporaryFolder } from '../../test/support/runtime.ts'
import { startProcess } from '../../test/support/runtime-process.ts'
import type { Random } from '../random.ts'
import { openClock } from '../world/clock.ts'
import { openLink } from '../world/link.ts'
import { type AppServer, appServer } from '../world/server.ts'
import type { World } from '../world/world.ts'
import { openBalancer } from './balancer.ts'
import { chaosSettings, listens } from './settings.ts'
import { openStores, type StoresOptions } from './stores.ts'

export interface NodeOptions extends StoresOptions {
  /** What Node runs; default: what `npm run build` made. */
  readonly program?: string
}

export const openNode = (random: Random, options: NodeOptions = {}) => openInstances(1, random, options)

/** Two instances behind haproxy, which turns to the other where one cannot be reached. */
export const openPair = (random: Random, options: NodeOptions = {}) => openInstances(2, random, options)

async function openInstances(
  count: number,
  random: Random,
  { program = 'dist/node.js', ...storesOptions }: NodeOptions,
): Promise<World> {
  const folder = temporaryFolder()
  const closing: (() => unknown)[] = [folder.remove]
  const close = async () => {
    for (const task of closing.reverse()) await task()
  }
  try {
    const stores = await openStores(random, storesOptions)
    closing.push(stores.close)
    const clock = openClock(folder.path)
    const settings = {
      ...chaosSettings(folder.path),
      DATABASE_URL: stores.url('app'),
      SEALER_DATABASE_URL: stores.url('sealer'),
      MIGRATION_DATABASE_URL: stores.ownerUrl,
      REDIS_URL: stores.links.redis.url,
    }
    const apps: AppServer[] = []
    for (let number = 0; number < count; number++) {
      const PORT = String(await freePort())
      const app = await appServer(() =>
        startProcess({
          command: process.execPath,
          args: [program],
          env: { ...settings, ...clock?.env, PORT },
          listens,
        }),
      )
      closing.push(() => app.stop())
      apps.push(app)
    }
    const [first] = apps as [AppServer]
    const balancer =
      count > 1
        ? await openBalancer(
            apps.map(({ url }) => url),
            folder.path,
          )
        : undefined
    if (balancer) closing.push(balancer.close)
    const app = await openLink(balancer?.url ?? first.url, random.fork('link to the app'))
    closing.push(app.close)
    return {
      url: app.url,
      apps,
      links: { app, ...stores.links },
      postgres: stores.postgres,
      redis: stores.redis,
      disk: stores.disk,
      clock,
      lacks: [...stores.lacks, ...(clock ? [] : ['clock: libfaketime is not installed'])],
      // The command line takes the straight way, whatever state the links are in.
      settings: { ...settings, DATABASE_URL: stores.postgres.url('holdfast', 'app') },
      metricsToken: settings.METRICS_TOKEN,
      look: stores.look,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
