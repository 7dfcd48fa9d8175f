/** `holdfast audit retain MONTHS`: how long the log is kept. It takes the migrator's login: what serves the API cannot shorten it. */
import { nodePostgresScript } from '../drivers/postgres/script.ts'
import { open } from '../entry/open.ts'
import { inSentences } from '../entry/sentences.ts'
import type { ScriptRunner } from '../ports/script.ts'
import type { Around } from './command.ts'

export async function retain(months: number, { config, stdout }: Around): Promise<number> {
  const { runner, close } = await login(config)
  try {
    await runner.run(`select audit.retain(${months})`)
    stdout.write(
      `the log is kept for ${months} months; a month is dropped when it is older and all of it is sealed\n`,
    )
    return 0
  } finally {
    await close()
  }
}

async function login(
  config: Around['config'],
): Promise<{ runner: Pick<ScriptRunner, 'run'>; close(): Promise<void> }> {
  const { database, migrationDatabaseUrl } = config
  const url = migrationDatabaseUrl ?? (database.driver === 'pglite' ? undefined : database.url)
  if (url === undefined) {
    const house = await open(config, () => {})
    if (!house.script) throw new Error('there is no database that this could be said to.')
    return { runner: house.script, close: () => house.close() }
  }
  const setting = migrationDatabaseUrl ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL'
  const runner = await inSentences(config, setting, () => nodePostgresScript({ url }))
  return { runner, close: () => runner.close() }
}
