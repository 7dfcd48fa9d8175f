/**
 * The same product on every runtime, each as a person would run it: a process on a port, with a database, keys and a
 * folder of its own. Limits are generous, but for the credential's, which a scenario runs into.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyPurposes } from '../../src/core/keys.ts'
import { makeAdministrator } from './administrator.ts'
import { freshDatabase } from './database.ts'
import { type RedisUser, redisOf } from './redis-databases.ts'
import { startProcess } from './runtime-process.ts'

export interface RunningServer {
  readonly url: string
  readonly metricsToken: string
  output(): string
  /** Calls the cron, where nothing else does. */
  cron?(): Promise<void>
  /** What it keeps its data in, to look at from outside; undefined where it is embedded. */
  readonly keeps?: { readonly ownerUrl: string; readonly redisUrl: string }
  stop(): Promise<void>
}

export interface StartOptions {
  /** Settings on top of the usual ones. */
  readonly env?: Readonly<Record<string, string>>
  /** With somebody who looks after the accounts (`administrator`). */
  readonly administered?: boolean
}

export const credentialLimit = 200

/** Everybody is told the same public address, so that what holds a link is the same everywhere. */
export const baseUrl = 'http://holdfast.test'

/** The one service that tokens are made for. */
export const audience = 'https://reports.example.com'

const listens = /listens on (http:\/\/\S+)/
const root = new URL('../../', import.meta.url).pathname

/** The embedded default of `npm start`: Node, PGlite and memory. */
export async function startEmbedded(options: StartOptions = {}): Promise<RunningServer> {
  return start(node(), options)
}

/** Node with Postgres over TCP and Redis. */
export async function startNode({ env, ...rest }: StartOptions = {}): Promise<RunningServer> {
  return withServers('node', (servers) => start(node(), { ...rest, env: { ...servers, ...env } }))
}

/** Bun with Postgres over TCP and Redis. */
export async function startBun({ env, ...rest }: StartOptions = {}): Promise<RunningServer> {
  const bun = { command: join(root, 'node_modules/.bin/bun'), args: ['src/entry/bun.ts'] }
  return withServers('bun', (servers) => start(bun, { ...rest, env: { ...servers, ...env } }))
}

/** What every server is told, whatever it runs on. */
export function usualSettings(dataDir: string) {
  const key = (purpose: string) => `t1:${purpose}:${randomBytes(32).toString('base64')}`
  return {
    MODE: 'development',
    BASE_URL: baseUrl,
    DATA_DIR: dataDir,
    KEYS: keyPurposes.map(key).join(','),
    MAIL: 'file',
    TOKEN_AUDIENCES: audience,
    LIMIT_ADDRESS: '1000000/60',
    LIMIT_CREDENTIAL: `${credentialLimit}/60`,
    LIMIT_LOGIN: '100000/60',
    LIMIT_MAIL: '100000/60',
    METRICS_TOKEN: randomBytes(16).toString('hex'),
  }
}

export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

async function start(
  { command, args }: { command: string; args: readonly string[] },
  { env, administered }: StartOptions,
): Promise<RunningServer> {
  const folder = temporaryFolder()
  const settings = { ...usualSettings(folder.path), PORT: '0', ...env }
  try {
    if (administered) await makeAdministrator(settings)
    const server = await startProcess({ command, args, env: settings, listens })
    return {
      url: server.url,
      metricsToken: settings.METRICS_TOKEN,
      output: server.output,
      async stop() {
        await server.stop()
        folder.remove()
      },
    }
  } catch (error) {
    folder.remove()
    throw error
  }
}

/** A fresh migrated database as the API's own role, and the Redis database of its user. */
async function withServers(
  redisUser: RedisUser,
  begin: (servers: Record<string, string>) => Promise<RunningServer>,
): Promise<RunningServer> {
  const { appUrl, ownerUrl, sealerUrl, drop } = await freshDatabase()
  try {
    const redisUrl = redisOf(redisUser)
    const server = await begin({
      DATABASE_URL: appUrl,
      SEALER_DATABASE_URL: sealerUrl,
      MIGRATION_DATABASE_URL: ownerUrl,
      REDIS_URL: redisUrl,
    })
    return { ...server, keeps: { ownerUrl, redisUrl }, stop: () => server.stop().finally(drop) }
  } catch (error) {
    await drop()
    throw error
  }
}

/** The bundle where it is newer than its sources, otherwise the sources: a stale bundle would test yesterday's house. */
function node() {
  const bundle = join(root, 'dist/node.js')
  const built = existsSync(bundle) ? statSync(bundle).mtimeMs : 0
  const sources = globSync(['src/**/*.{ts,tsx}', 'drizzle/**'], { cwd: root })
  const fresh = sources.every((file) => statSync(join(root, file)).mtimeMs <= built)
  const args = fresh ? ['dist/node.js'] : ['--import', 'tsx', 'src/entry/node.ts']
  return { command: process.execPath, args }
}
