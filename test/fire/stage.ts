/** A server as a process on a port of its own, with a real Postgres and a real Redis, that may end and come back. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { freshDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { type RedisUser, redisOf } from '../support/redis-databases.ts'
import { temporaryFolder, usualSettings } from '../support/runtime.ts'
import { type ServerProcess, startProcess } from '../support/runtime-process.ts'

export type Runtime = 'node' | 'bun'

export type Stage = Awaited<ReturnType<typeof openStage>>

const root = new URL('../../', import.meta.url).pathname
const commands = {
  node: { command: process.execPath, args: ['dist/node.js'] },
  bun: { command: join(root, 'node_modules/.bin/bun'), args: ['src/entry/bun.ts'] },
}

export async function openStage(user: RedisUser) {
  execFileSync(process.execPath, ['scripts/build.mjs', '--node'], { cwd: root, stdio: 'ignore' })
  const { ownerUrl, appUrl, drop } = await freshDatabase()
  const folder = temporaryFolder()
  const settings = {
    ...usualSettings(folder.path),
    PORT: String(await freePort()),
    DATABASE_URL: appUrl,
    MIGRATION_DATABASE_URL: ownerUrl,
    REDIS_URL: redisOf(user),
    LIMIT_CREDENTIAL: '1000000/60',
  }
  const running = new Set<ServerProcess>()
  return {
    /** The superuser's. */
    ownerUrl,
    /** The app's own, to put something between it and its database. */
    appUrl,
    url: `http://127.0.0.1:${settings.PORT}`,
    /** What every process of it is told. */
    settings,
    /** Resolves when it is ready. `program`: of another version, as `buildProgram` made it for Node. */
    async start(
      runtime: Runtime,
      env: Readonly<Record<string, string>> = {},
      program?: string,
    ): Promise<ServerProcess> {
      const server = await startProcess({
        ...(program ? { command: process.execPath, args: [join(program, 'node.js')] } : commands[runtime]),
        env: { ...settings, ...env },
        listens: /listens on (http:\/\/\S+)/,
      })
      running.add(server)
      void server.ended.then(() => running.delete(server))
      return server
    },
    async close() {
      await Promise.all([...running].map((server) => server.stop()))
      await drop()
      folder.remove()
    },
  }
}
