/** `holdfast doctor`: is everything as it must be? Each check is one line; the exit code says whether all passed. */
import { completeness } from '../audit/completeness.ts'
import { coverage } from '../entities/coverage.ts'
import { open } from '../entry/open.ts'
import type { Ports } from '../ports/index.ts'
import { pendingMigrations } from '../store/migrations.ts'
import type { Command } from './command.ts'

export const doctorHelp = `holdfast doctor [--json]

  Checks the settings, the database, its migrations, the completeness of the audit, and the cache.
  Exit code 0: all well. 1: something is wrong. 2: a setting is wrong.
`

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

export const doctorCommand: Command = async (args, { config, stdout }) => {
  const house = await open(config, () => {})
  try {
    const checks = await examine(house.ports)
    if (args.includes('--json'))
      stdout.write(`${JSON.stringify({ ok: checks.every(({ ok }) => ok), checks })}\n`)
    else
      for (const { name, ok, detail } of checks)
        stdout.write(`${ok ? 'ok   ' : 'WRONG'}  ${name.padEnd(12)} ${detail}\n`)
    return checks.every(({ ok }) => ok) ? 0 : 1
  } finally {
    await house.close()
  }
}

function examine(ports: Ports): Promise<Check[]> {
  const { config, database, cache } = ports
  const settings = `${config.mode}, ${config.database.driver}, ${config.redis.driver}, mail by ${config.mail.driver}`
  return Promise.all([
    check('settings', async () => settings),
    check('database', async () => {
      await database.query({ text: 'select 1', params: [] })
      return 'reached'
    }),
    check('migrations', async () => {
      const pending = await pendingMigrations(database)
      if (pending.length > 0) throw new Error(`${pending.length} pending: run holdfast migrate`)
      return 'none pending'
    }),
    check('audit', async () => {
      const gaps = await completeness(database, coverage, { session: config.mode === 'production' })
      if (gaps.length > 0)
        throw new Error(gaps.map(({ table, problem }) => `${table}: ${problem}`).join('; '))
      return 'every table the app may write is captured'
    }),
    check('cache', async () => {
      await cache.ping()
      return 'reached'
    }),
  ])
}

async function check(name: string, test: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await test() }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
