/** Before a process listens: is the schema this program's, is every change recorded, is the time right, and are the connections open? */
import { setTimeout as sleep } from 'node:timers/promises'
import { completeness } from '../audit/completeness.ts'
import type { Config } from '../core/config.ts'
import { coverage } from '../coverage.ts'
import type { Cache } from '../ports/cache.ts'
import type { Ports } from '../ports/index.ts'
import { pendingMigrations } from '../store/migrations.ts'
import { migrate } from '../store/migrator.ts'
import type { Open } from './open.ts'
import { inSentences } from './sentences.ts'

/** Throws where the process must not serve; the message is for whoever started it. */
export async function prepare(house: Open, config: Config): Promise<void> {
  const { ports } = house
  const warmed = warm(ports)
  await ensureSchema(house, config)
  await inSentences(config, 'DATABASE_URL', () => ensureSound(ports))
  await warmed
}

/** Embedded and development databases migrate themselves; elsewhere `holdfast migrate` has run before. */
export async function ensureSchema({ ports, script }: Open, config: Config): Promise<void> {
  if (script) {
    await migrate(script)
    // A snapshot knows only the months after it was made.
    await script.run('select audit.prepare_partitions()')
  } else if (config.mode === 'development' && config.database.driver === 'pg') {
    const { nodePostgresScript } = await import('../drivers/postgres/script.ts')
    const url = config.migrationDatabaseUrl ?? config.database.url
    const setting = config.migrationDatabaseUrl ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL'
    await inSentences(config, setting, async () => {
      const runner = await nodePostgresScript({ url })
      await migrate(runner).finally(() => runner.close())
    })
  } else await inSentences(config, 'DATABASE_URL', () => refusePending(ports))
}

async function refusePending({ database }: Ports) {
  const pending = await pendingMigrations(database)
  if (pending.length === 0) return
  const names = pending.map(({ name }) => name).join(', ')
  throw new Error(
    `the database lacks ${pending.length === 1 ? 'a migration' : `${pending.length} migrations`} (${names}). Run "holdfast migrate" first.`,
  )
}

/** All that is wrong at once: who mends one thing need not find the next at the next start. */
async function ensureSound(ports: Ports) {
  const reasons = (await Promise.all([uncaptured(ports), wrongTime(ports)])).filter(
    (reason) => reason !== undefined,
  )
  if (reasons.length > 0) throw new Error(reasons.join('\n'))
}

async function uncaptured({ database, config }: Ports): Promise<string | undefined> {
  const gaps = await completeness(database, coverage, { session: config.mode === 'production' })
  if (gaps.length === 0) return undefined
  return `the audit is not complete:\n${gaps.map((gap) => `  ${gap.table} ${gap.problem}`).join('\n')}`
}

/** Codes of authenticator apps and tokens for other services go by this machine's clock, all else by the database's. */
const skewMs = 60_000

async function wrongTime({ database, clock }: Ports): Promise<string | undefined> {
  const asked = clock.now()
  const now = { text: 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as now', params: [] }
  const [row] = await database.query(now)
  // Somewhere between question and answer, it was so late there.
  const apart = Number(row?.now) - (asked + clock.now()) / 2
  if (Math.abs(apart) <= skewMs) return undefined
  const seconds = Math.round(Math.abs(apart) / 1_000)
  return `the clock of this machine is ${seconds} s ${apart > 0 ? 'behind' : 'ahead of'} the database's. Set both by NTP.`
}

/** A first request should not wait for a connection, nor be refused for want of one. Without a cache we serve all the same. */
async function warm({ cache, log }: Ports) {
  try {
    await reach(cache)
  } catch {
    log.write({ level: 'warn', action: 'cache.unreachable', result: 'failure' })
  }
}

/** A call to the cache has a tenth of a second; a connection that is being opened may take longer. Throws after a second. */
export async function reach(cache: Cache): Promise<void> {
  const until = performance.now() + 1_000
  for (;;) {
    try {
      return await cache.ping()
    } catch (error) {
      if (performance.now() > until) throw error
      await sleep(50)
    }
  }
}
