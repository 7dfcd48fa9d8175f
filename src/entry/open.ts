/** From a configuration to ports, on Node and Bun: the only place that picks drivers for them. */
import { join } from 'node:path'
import type { Config } from '../core/config.ts'
import { jsonLog } from '../drivers/log/json.ts'
import { fileMail } from '../drivers/mail/file.ts'
import { resend } from '../drivers/mail/resend.ts'
import { smtp } from '../drivers/mail/smtp.ts'
import { prometheus } from '../drivers/meter/prometheus.ts'
import { neonHttp } from '../drivers/postgres/neon-http.ts'
import { nodePostgres } from '../drivers/postgres/node-postgres.ts'
import { openPglite } from '../drivers/postgres/pglite.ts'
import { memory } from '../drivers/redis/memory.ts'
import { nodeRedis } from '../drivers/redis/node-redis.ts'
import { upstash } from '../drivers/redis/upstash.ts'
import type { Database } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'
import type { Mailer } from '../ports/mailer.ts'
import type { ScriptRunner } from '../ports/script.ts'

export interface Open {
  readonly ports: Ports
  /** Embedded only: the same database, for migrations. Everybody else's migrator logs in by itself. */
  readonly script: ScriptRunner | undefined
  /** Readiness ends; what is in flight goes on. */
  stop(): void
  close(): Promise<void>
}

/** Throws where the embedded database is held by another process. Sockets open at their first use. */
export async function open(config: Config, write: (line: string) => void, snapshot?: () => Promise<Blob | undefined>): Promise<Open> {
  const stopping = new AbortController()
  const clock = { now: () => Date.now() }
  const { database, script } = await openDatabase(config, snapshot)
  const { admission, cache } = openRedis(config)
  const ports: Ports = {
    config,
    database,
    admission,
    local: memory().admission,
    cache,
    mailer: openMail(config),
    log: jsonLog({ service: 'holdfast', write, now: clock.now }),
    meter: prometheus(),
    clock,
    stopping: stopping.signal,
  }
  return {
    ports,
    script,
    stop: () => stopping.abort(),
    async close() {
      await Promise.allSettled([database.close(), cache.close()])
    },
  }
}

async function openDatabase({ database, dataDir }: Config, snapshot?: () => Promise<Blob | undefined>): Promise<{ database: Database; script?: ScriptRunner }> {
  switch (database.driver) {
    case 'pglite':
      return openPglite({ dataDir: join(dataDir, 'postgres'), snapshot })
    case 'pg':
      return { database: nodePostgres({ url: database.url }) }
    case 'neon-http':
      return { database: neonHttp(database) }
  }
}

function openRedis({ redis }: Config) {
  switch (redis.driver) {
    case 'memory':
      return memory()
    case 'node-redis':
      return nodeRedis({ urls: redis.urls })
    case 'upstash':
      return upstash({ url: redis.url, token: redis.token })
  }
}

function openMail({ mail, mailFrom, dataDir }: Config): Mailer {
  switch (mail.driver) {
    case 'file':
      return fileMail({ dir: join(dataDir, 'mail') })
    case 'smtp':
      return smtp({ url: mail.url, from: mailFrom })
    case 'resend':
      return resend({ key: mail.key, from: mailFrom })
  }
}
