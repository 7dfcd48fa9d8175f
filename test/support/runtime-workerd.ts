/** Cloudflare's runtime: `wrangler dev` with the product's own wrangler.toml, the bridge in front of Postgres and Redis. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bridge, openBridge } from '../../bridge/bridge.ts'
import { makeAdministrator } from './administrator.ts'
import { freshDatabase } from './database.ts'
import { redisOf } from './redis-databases.ts'
import { type RunningServer, type StartOptions, temporaryFolder, usualSettings } from './runtime.ts'
import { startProcess } from './runtime-process.ts'

const root = new URL('../../', import.meta.url).pathname

/** workerd with Postgres and Redis over HTTP. */
export async function startWorkerd({ env, administered }: StartOptions = {}): Promise<RunningServer> {
  const folder = temporaryFolder()
  const closing: (() => unknown)[] = [folder.remove]
  const close = async () => {
    for (const task of closing.reverse()) await task()
  }
  try {
    const { appUrl, ownerUrl, sealerUrl, drop } = await freshDatabase()
    closing.push(drop)
    const keeps = { ownerUrl, redisUrl: redisOf('workerd') }
    const bridge = await openBridge({ postgres: appUrl, sealer: sealerUrl, redis: keeps.redisUrl })
    closing.push(() => bridge.close())
    const usual = usualSettings(folder.path)
    // The command has a socket of its own.
    if (administered) await makeAdministrator({ ...usual, DATABASE_URL: appUrl })
    const settings = { ...usual, ...over(bridge), ...env }
    const server = await startWrangler(folder.path, settings)
    closing.push(() => server.stop())
    const { url, output } = server
    await warmed(url)
    return { url, metricsToken: settings.METRICS_TOKEN, output, keeps, cron: () => cronOf(url), stop: close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Asks until nothing is slow any more. What is cold is: a Redis that does not answer within 100 ms counts as away, and who signs in or
 * registers then is refused, rightly.
 */
async function warmed(url: string) {
  for (let tries = 0; tries < 60; tries++) {
    await fetch(`${url}/v1/me`)
    const ready = (await (await fetch(`${url}/readyz`)).json()) as { status: string }
    if (ready.status === 'ok') return
    await sleep(500)
  }
}

/** What a Worker is told that reaches its database and its Redis over a bridge. */
export const over = ({ url, token }: Pick<Bridge, 'url' | 'token'>) => ({
  DATABASE_URL: `postgres://app:${token}@localhost/holdfast`,
  SEALER_DATABASE_URL: `postgres://sealer:${token}@localhost/holdfast`,
  NEON_HTTP_URL: `${url}/sql`,
  UPSTASH_REDIS_REST_URL: url,
  UPSTASH_REDIS_REST_TOKEN: token,
})

/** Where wrangler has the cron called by hand; it calls none by itself. */
export async function cronOf(url: string) {
  const { status } = await fetch(`${url}/cdn-cgi/local/scheduled`)
  if (status !== 200) throw new Error(`The cron ended with ${status}.`)
}

/** `folder` is where it keeps what it was told. `port` 0: any that is free. */
export function startWrangler(folder: string, settings: Readonly<Record<string, string>>, port = 0) {
  const file = join(folder, 'settings.env')
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"\n`)
  writeFileSync(file, lines.join(''), { mode: 0o600 })
  const args = [
    ...[join(root, 'node_modules/wrangler/bin/wrangler.js'), 'dev', '--local', '--ip', '127.0.0.1'],
    ...['--port', String(port), '--inspector-port', '0', '--env-file', file, '--persist-to', folder],
    ...['--show-interactive-dev-session', 'false'],
  ]
  return startProcess({
    command: process.execPath,
    args,
    env: {
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      WRANGLER_LOG_PATH: folder,
      CI: 'true',
      NO_COLOR: '1',
    },
    listens: /Ready on (http:\/\/\S+)/,
    startWithinMs: 90_000,
  })
}
