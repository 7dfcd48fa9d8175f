/**
 * Cloudflare Workers. One set of ports for each isolate: safe only because every driver here is a stateless
 * fetch client. Never put a socket or a pending promise where two requests can share it.
 */
import { createApp } from '../app.ts'
import { type Sealer, sealer } from '../audit/seal/round.ts'
import { systemClock } from '../core/clock.ts'
import type { Config } from '../core/config.ts'
import type { Environment } from '../core/settings.ts'
import { breachRanges } from '../drivers/breaches/ranges.ts'
import { httpsCollector } from '../drivers/collector/https.ts'
import { fetched } from '../drivers/egress/fetched.ts'
import { jsonLog } from '../drivers/log/json.ts'
import { memoryMail } from '../drivers/mail/memory.ts'
import { resend } from '../drivers/mail/resend.ts'
import { prometheus } from '../drivers/meter/prometheus.ts'
import { stripe } from '../drivers/payments/stripe.ts'
import { neonHttp } from '../drivers/postgres/neon-http.ts'
import { providers } from '../drivers/provider/providers.ts'
import { memory } from '../drivers/redis/memory.ts'
import { upstash } from '../drivers/redis/upstash.ts'
import type { Ports } from '../ports/index.ts'
import { resilient } from '../store/resilience/resilient.ts'
import { allRounds } from './jobs.ts'
import { fetchedAnchors } from './worker-anchors.ts'
import { workerSettings } from './worker-settings.ts'

interface Context {
  waitUntil(promise: Promise<unknown>): void
  passThroughOnException(): void
}

interface House {
  readonly app: ReturnType<typeof createApp>
  readonly ports: Ports
  /** Where the key of the log lies here as well; better is a Worker of its own (`worker-sealer`). */
  readonly sealer: Sealer | undefined
}

let house: House | undefined

/** After a write the log is sealed, not for each of a crowd of them. */
const nudgeMs = 1_000
let sealAgainAt = 0

export default {
  async fetch(request: Request, env: Environment, context: Context): Promise<Response> {
    // Set by Cloudflare for every request that reaches a Worker; a caller's own is overwritten.
    const address = request.headers.get('cf-connecting-ip') ?? '0.0.0.0'
    const { app, ports, sealer } = open(env)
    const response = await app.fetch(request, { address }, context as never)
    if (sealer && request.method !== 'GET' && ports.clock.monotonic() > sealAgainAt) {
      sealAgainAt = ports.clock.monotonic() + nudgeMs
      context.waitUntil(sealer.round().catch(() => ports.modes.degraded('jobs-waiting')))
    }
    return response
  },

  async scheduled(_event: unknown, env: Environment, context: Context): Promise<void> {
    const { ports, sealer } = open(env)
    for (const round of allRounds(ports)) context.waitUntil(round())
    if (sealer) context.waitUntil(sealer.round().finally(() => sealer.stop()))
  },
}

function open(env: Environment): House {
  house ??= furnish(env)
  return house
}

function furnish(env: Environment): House {
  const ports = portsOf(workerSettings(env))
  return { app: createApp(ports), ports, sealer: sealerOf(ports) }
}

function sealerOf({ config, ...ports }: Ports): Sealer | undefined {
  const { database, sealing, keys, auditOrigin: origin } = config
  if (!sealing?.databaseUrl || database.driver !== 'neon-http') return undefined
  const login = neonHttp({ ...database, url: sealing.databaseUrl })
  return sealer(ports, { database: login, origin, keys: keys.audit, anchors: fetchedAnchors(config) })
}

function portsOf(config: Config): Ports {
  const { database, redis, mail, mailFrom, mailWebhookSecret } = config
  if (database.driver !== 'neon-http')
    throw new Error('DATABASE_DRIVER: a Worker has no sockets and no disk; use neon-http.')
  if (redis.driver === 'node-redis')
    throw new Error('REDIS_URL: a Worker has no sockets; use UPSTASH_REDIS_REST_URL.')
  if (mail.driver === 'smtp') throw new Error('MAIL: a Worker has no sockets; use resend:<key>.')
  const clock = systemClock
  return resilient({
    config,
    database: neonHttp(database),
    ...(redis.driver === 'upstash' ? upstash({ url: redis.url, token: redis.token }) : memory()),
    local: memory().admission,
    mailer:
      mail.driver === 'resend'
        ? resend({ ...mail, from: mailFrom, webhookSecret: mailWebhookSecret })
        : memoryMail(),
    providers: providers(config.providers, { monotonic: clock.monotonic, shared: false }),
    payments: config.payments.driver === 'stripe' ? stripe(config.payments, { clock }) : undefined,
    breaches: config.passwordBreaches ? breachRanges({ url: config.passwordBreaches, clock }) : undefined,
    egress: fetched({ plaintext: config.mode === 'development', privateHosts: config.privateHosts }),
    collector: config.collector && httpsCollector(config.collector),
    log: jsonLog({ service: 'holdfast', write: (line) => console.log(line), now: clock.now }),
    meter: prometheus(),
    // What waits for a turn or a connection does so elsewhere.
    load: { averageWaitMs: () => undefined, mayWait: false },
    clock,
    stopping: new AbortController().signal,
  })
}
