/**
 * A Worker that does nothing but seal the log (wrangler.sealer.toml): the key of the log lies here, and not with the Worker that everybody
 * may ask. Nobody can ask this one anything.
 */
import { sealer } from '../audit/seal/round.ts'
import { systemClock } from '../core/clock.ts'
import type { Environment } from '../core/settings.ts'
import { jsonLog } from '../drivers/log/json.ts'
import { prometheus } from '../drivers/meter/prometheus.ts'
import { neonHttp } from '../drivers/postgres/neon-http.ts'
import { fetchedAnchors } from './worker-anchors.ts'
import { workerSettings } from './worker-settings.ts'

interface Context {
  waitUntil(promise: Promise<unknown>): void
}

export default {
  fetch: () => new Response(null, { status: 404 }),

  async scheduled(_event: unknown, env: Environment, context: Context): Promise<void> {
    context.waitUntil(sealOnce(env))
  },
}

async function sealOnce(env: Environment): Promise<void> {
  const config = workerSettings(env, ['audit'])
  const { sealing, auditOrigin, keys, database } = config
  if (database.driver !== 'neon-http')
    throw new Error('DATABASE_DRIVER: a Worker has no sockets and no disk; use neon-http.')
  const clock = systemClock
  const ports = {
    log: jsonLog({ service: 'holdfast', write: (line) => console.log(line), now: clock.now }),
    meter: prometheus(),
    clock,
  }
  const login = neonHttp({ ...database, url: sealing?.databaseUrl ?? database.url })
  const anchors = fetchedAnchors(config)
  const one = sealer(ports, { database: login, origin: auditOrigin, keys: keys.audit, anchors })
  await one.round()
  await one.stop()
}
