/** Before a process listens: an embedded database is brought to this program's schema, all is looked at, and the connections are opened. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../core/config.ts'
import { coverage } from '../coverage.ts'
import type { Cache } from '../ports/cache.ts'
import type { Ports } from '../ports/index.ts'
import { migrate } from '../store/migrator.ts'
import type { Open } from './open.ts'
import { inSentences } from './sentences.ts'
import { schemaFault, soundness } from './soundness.ts'

/** Throws where the process must not serve; the message is for whoever started it. */
export async function prepare(house: Open, config: Config): Promise<void> {
  const { ports } = house
  const warmed = warm(ports)
  await migrateOwn(house, config)
  await inSentences(config, 'DATABASE_URL', () => refuseUnsound(ports))
  await warmed
}

/** Throws where the schema is not one this program can work on, and cannot be made so from here. */
export async function ensureSchema(house: Open, config: Config): Promise<void> {
  await migrateOwn(house, config)
  const fault = await inSentences(config, 'DATABASE_URL', () => schemaFault(house.ports))
  if (fault !== undefined) throw new Error(fault)
}

/** Embedded and development databases migrate themselves; elsewhere `holdfast migrate` has run before. */
async function migrateOwn({ script }: Open, config: Config): Promise<void> {
  const exempt = Object.keys(coverage.exempt)
  if (script) {
    // Nobody else can have it open: there is no older program to wait for.
    await migrate(script, { contract: true, exempt })
    // A snapshot knows only the months after it was made.
    await script.run('select audit.prepare_partitions()')
  } else if (config.mode === 'development' && config.database.driver === 'pg') {
    const { nodePostgresScript } = await import('../drivers/postgres/script.ts')
    const url = config.migrationDatabaseUrl ?? config.database.url
    const setting = config.migrationDatabaseUrl ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL'
    await inSentences(config, setting, async () => {
      const runner = await nodePostgresScript({ url, name: 'holdfast migrate' })
      await migrate(runner, { exempt }).finally(() => runner.close())
    })
  }
}

/** All that is wrong at once: who mends one thing need not find the next at the next start. */
async function refuseUnsound(ports: Ports) {
  const findings = await soundness(ports)
  const reasons = findings.filter(({ ok }) => ok === false).map(({ name, lines }) => reason[name](lines))
  if (reasons.length > 0) throw new Error(reasons.join('\n'))
  for (const { name, warnings } of findings)
    for (const detail of warnings) ports.log.write({ level: 'warn', action: `start.${name}`, detail })
}

const plainly = (lines: readonly string[]) => lines.join('\n')
const reason = {
  migrations: plainly,
  clock: plainly,
  audit: (gaps: readonly string[]) => `the audit is not complete:\n${indented(gaps)}`,
  server: (faults: readonly string[]) => `the database server is not safe to write to:\n${indented(faults)}`,
}
const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join('\n')

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
