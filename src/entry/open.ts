/** From a configuration to ports, on Node and Bun: the only place that picks drivers for them. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { mostAtOnce } from '../auth/hash-gate.ts'
import { systemClock } from '../core/clock.ts'
import type { Config } from '../core/config.ts'
import { breachRanges } from '../drivers/breaches/ranges.ts'
import { httpsCollector } from '../drivers/collector/https.ts'
import { pinned } from '../drivers/egress/pinned.ts'
import { watchEventLoop } from '../drivers/load/event-loop.ts'
import { waits } from '../drivers/load/waits.ts'
import { jsonLog } from '../drivers/log/json.ts'
import { prometheus } from '../drivers/meter/prometheus.ts'
import type { PgliteOptions } from '../drivers/postgres/pglite.ts'
import { memory } from '../drivers/redis/memory.ts'
import type { Clock } from '../ports/clock.ts'
import type { Database } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { Payments } from '../ports/payments.ts'
import type { Provider } from '../ports/provider.ts'
import type { ScriptRunner } from '../ports/script.ts'
import type { Sealing } from '../ports/sealing.ts'
import { resilient } from '../store/resilience/resilient.ts'
import { openAnchors } from './anchors.ts'
import { openSealing } from './sealing.ts'

export interface Open {
  readonly ports: Ports
  /** Embedded only: the same database, for migrations. Everybody else's migrator logs in by itself. */
  readonly script: ScriptRunner | undefined
  /** Embedded only: all of it, as a tar file. */
  readonly dump?: (() => Promise<Blob>) | undefined
  /** Undefined: another process seals the log. */
  readonly sealing: Sealing | undefined
  /** Readiness ends; what is in flight goes on. */
  stop(): void
  close(): Promise<void>
}

/** Throws where the embedded database is held by another process. Sockets open at their first use. */
export async function open(
  config: Config,
  write: (line: string) => void,
  fill?: (folder: string) => Promise<unknown>,
): Promise<Open> {
  const stopping = new AbortController()
  const clock = systemClock
  const log = jsonLog({ service: 'holdfast', write, now: clock.now })
  const load = waits()
  const stopWatching = watchEventLoop(load)
  const { database, script, dump } = await openDatabase(config, {
    waited: (ms) => load.waited('connection', ms),
    fill,
    watching: () => log.write({ level: 'warn', action: 'folder.watched', detail: 'up to 30 s' }),
  })
  const { admission, cache } = await openRedis(config)
  const ports = resilient({
    config: { ...config, hashesAtOnce: hashesAtOnce() },
    database,
    admission,
    local: memory().admission,
    cache,
    mailer: await openMail(config),
    providers: await openProviders(config, clock.monotonic),
    payments: await openPayments(config, clock),
    breaches: config.passwordBreaches ? breachRanges({ url: config.passwordBreaches, clock }) : undefined,
    egress: pinned({ plaintext: config.mode === 'development', privateHosts: config.privateHosts }),
    collector: config.collector && httpsCollector(config.collector),
    log,
    meter: prometheus(),
    load,
    clock,
    stopping: stopping.signal,
  })
  const anchors = config.sealing ? await openAnchors(config.anchors, ports.mailer) : []
  const sealer = await openSealing(config, database, anchors)
  return {
    ports,
    script,
    dump,
    sealing: sealer?.sealing,
    stop: () => stopping.abort(),
    async close() {
      stopWatching()
      await Promise.allSettled([database.close(), cache.close(), sealer?.close()])
    },
  }
}

// Loaded late, by setting: an embedded start need not wait for what talks to servers, nor the reverse.
async function openDatabase(
  { database, dataDir }: Config,
  {
    waited,
    ...embedded
  }: Pick<PgliteOptions, 'fill' | 'watching'> & {
    readonly waited: (ms: number) => void
  },
): Promise<{ database: Database; script?: ScriptRunner; dump?: () => Promise<Blob> }> {
  switch (database.driver) {
    case 'pglite': {
      const { openPglite } = await import('../drivers/postgres/pglite.ts')
      return openPglite({ dataDir: join(dataDir, 'postgres'), ...embedded })
    }
    case 'pg': {
      const { nodePostgres } = await import('../drivers/postgres/node-postgres.ts')
      const { url, connections: maxConnections = defaultConnections() } = database
      return { database: nodePostgres({ url, maxConnections, waited }) }
    }
    case 'neon-http': {
      const { neonHttp } = await import('../drivers/postgres/neon-http.ts')
      return { database: neonHttp(database) }
    }
  }
}

/**
 * Two for each processor: one works while the other's commit waits for the disk. More would only wait for each other,
 * and each that is woken costs a write (docs/measurements.md); the database's own machine is taken to be like this one.
 */
const defaultConnections = () => Math.min(20, Math.max(4, 2 * availableParallelism()))

/** A hash is work for a processor alone: one is left for those who sign in nowhere (docs/measurements.md). */
const hashesAtOnce = () => Math.min(mostAtOnce, Math.max(1, availableParallelism() - 1))

async function openRedis({ redis }: Config) {
  switch (redis.driver) {
    case 'memory':
      return memory()
    case 'node-redis': {
      const { nodeRedis } = await import('../drivers/redis/node-redis.ts')
      return nodeRedis({ urls: redis.urls })
    }
    case 'upstash': {
      const { upstash } = await import('../drivers/redis/upstash.ts')
      return upstash({ url: redis.url, token: redis.token })
    }
  }
}

async function openMail({ mail, mailFrom, mailWebhookSecret, dataDir }: Config): Promise<Mailer> {
  switch (mail.driver) {
    case 'file': {
      const { file } = await import('../drivers/mail/file.ts')
      return file({ dir: join(dataDir, 'mail') })
    }
    case 'smtp': {
      const { smtp } = await import('../drivers/mail/smtp.ts')
      return smtp({ url: mail.url, from: mailFrom })
    }
    case 'resend': {
      const { resend } = await import('../drivers/mail/resend.ts')
      return resend({ ...mail, from: mailFrom, webhookSecret: mailWebhookSecret })
    }
  }
}

async function openProviders(
  { providers: named }: Config,
  monotonic: () => number,
): Promise<readonly Provider[]> {
  if (named.length === 0) return []
  const { providers } = await import('../drivers/provider/providers.ts')
  return providers(named, { monotonic, shared: true })
}

async function openPayments({ payments }: Config, clock: Clock): Promise<Payments | undefined> {
  if (payments.driver === 'manual') return undefined
  const { stripe } = await import('../drivers/payments/stripe.ts')
  return stripe(payments, { clock })
}
