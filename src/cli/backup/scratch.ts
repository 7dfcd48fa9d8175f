/** A database that a drill restores into, and that goes when the drill is over: on a server, or in a folder. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../../core/config.ts'
import { withScript } from '../../drivers/postgres/script.ts'

export interface Scratch {
  /** As its owner; undefined: embedded, in the configuration's DATA_DIR. */
  readonly url: string | undefined
  /** What the app is opened with over it: it reaches nobody. */
  readonly config: Config
  drop(): Promise<void>
}

/** What a drill that was killed left behind goes with the next one, when it is so old. */
const abandonedSeconds = 86_400

/** `url`: of any database of a server on which one may be made; undefined: embedded. */
export async function scratchFor(config: Config, url: string | undefined): Promise<Scratch> {
  const dataDir = await mkdtemp(join(tmpdir(), 'holdfast-drill-'))
  const gone = () => rm(dataDir, { recursive: true, force: true })
  if (url === undefined) return { url, config: alone(config, { driver: 'pglite' }, dataDir), drop: gone }
  const name = `holdfast_drill_${Math.floor(Date.now() / 1_000)}_${randomBytes(3).toString('hex')}`
  const scratch = Object.assign(new URL(url), { pathname: `/${name}` }).href
  await withScript(url, async (runner) => {
    const named = {
      text: `select datname from pg_database where datname ~ '^holdfast_drill_\\d+_'`,
      params: [],
    }
    for (const { datname } of await runner.query(named)) {
      const madeAt = Number(String(datname).split('_')[2])
      if (madeAt < Date.now() / 1_000 - abandonedSeconds)
        await runner.run(`drop database ${datname}`).catch(() => {})
    }
    await runner.run(`create database ${name} template template0`)
  }).catch(async (error: unknown) => {
    await gone()
    throw error
  })
  return {
    url: scratch,
    config: alone(config, { driver: 'pg', url: scratch, connections: 4 }, dataDir),
    async drop() {
      await gone()
      await withScript(url, (runner) => runner.run(`drop database if exists ${name} with (force)`))
    },
  }
}

/** It sends no mail, asks no provider, hands on and seals nothing; and is asked by nobody but the drill, as the database's owner. */
const alone = (config: Config, database: Config['database'], dataDir: string): Config => ({
  ...config,
  ...{ mode: 'development', database, dataDir, migrationDatabaseUrl: undefined, redis: { driver: 'memory' } },
  ...{
    sealing: undefined,
    anchors: [],
    collector: undefined,
    mail: { driver: 'file' },
    payments: { driver: 'manual' },
  },
  ...{ providers: [], passwordBreaches: undefined },
})
