/** A Postgres and a Redis of this run's own, each behind a link, for the topologies that are not embedded. */
import { Client } from 'pg'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import { migrate } from '../../src/store/migrator.ts'
import { postgresPrograms, startPostgres } from '../../test/support/own-postgres.ts'
import type { Random } from '../random.ts'
import { openDisk } from '../world/disk.ts'
import { openLink } from '../world/link.ts'
import { startRedis } from '../world/redis.ts'
import type { World } from '../world/world.ts'

export interface Stores extends Required<Pick<World, 'postgres' | 'redis' | 'look'>> {
  readonly disk: World['disk']
  readonly links: Required<Pick<World['links'], 'postgres' | 'redis'>>
  readonly lacks: readonly string[]
  /** Over the link, as this role. */
  url(role: 'app' | 'sealer'): string
  readonly ownerUrl: string
  close(): Promise<void>
}

const database = 'holdfast'

export interface StoresOptions {
  /** As in postgresql.conf, on top of what is usual. */
  readonly postgres?: Readonly<Record<string, string | number>>
}

export async function openStores(random: Random, { postgres: more }: StoresOptions = {}): Promise<Stores> {
  if (!postgresPrograms) throw new Error('Postgres is not installed in /usr/lib/postgresql.')
  const disk = openDisk()
  const closing: (() => unknown)[] = [() => disk?.close()]
  const close = async () => {
    for (const task of closing.reverse()) await task()
  }
  try {
    const settings = { max_wal_size: '128MB', log_min_messages: 'fatal', ...more }
    const postgres = await startPostgres({ ...(disk && { within: disk.path }), settings })
    closing.push(() => postgres.close())
    const redis = await startRedis()
    closing.push(() => redis.close())
    const ownerUrl = postgres.url(database)
    await migrated(postgres.url(), ownerUrl)
    const links = {
      // What opens a connection is one message.
      postgres: await openLink(postgres.url(database), random.fork('link to postgres'), 1),
      redis: await openLink(redis.url, random.fork('link to redis')),
    }
    closing.push(() => Promise.all([links.postgres.close(), links.redis.close()]))
    return {
      ...{ postgres, redis, disk, links, ownerUrl, close },
      lacks: disk ? [] : ['disk-full: no disk of its own could be mounted, which takes root'],
      look: (work) => work(ownerUrl),
      url(role) {
        const url = new URL(links.postgres.url)
        url.username = role
        return url.href
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function migrated(serverUrl: string, url: string) {
  const client = new Client(serverUrl)
  await client.connect()
  await client.query(`create database ${database}`).finally(() => client.end())
  const runner = await nodePostgresScript({ url })
  await migrate(runner).finally(() => runner.close())
}
