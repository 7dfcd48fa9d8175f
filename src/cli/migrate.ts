/** `holdfast migrate`: brings the database to the schema of this program, or says how far it is from it. */
import { parseArgs } from 'node:util'
import type { Config } from '../core/config.ts'
import { openPglite } from '../drivers/postgres/pglite.ts'
import { nodePostgresScript } from '../drivers/postgres/script.ts'
import { inSentences } from '../entry/sentences.ts'
import { unpackSnapshot } from '../entry/snapshot.ts'
import type { ScriptRunner } from '../ports/script.ts'
import { type Migration, migrations, pendingMigrations } from '../store/migrations.ts'
import { migrate } from '../store/migrator.ts'
import type { Command } from './command.ts'
import { embeddedFolder, noneEmbeddedYet } from './embedded.ts'
import { setRolePassword } from './role-password.ts'

export const migrateHelp = `holdfast migrate [--check] [--json]

  Applies the migrations that the database does not have yet, each in one transaction; safe to run twice,
  and from two places at once. Logs in with MIGRATION_DATABASE_URL, or DATABASE_URL where that is not set;
  with neither, the database is the embedded one in DATA_DIR.
  The first run makes the roles, so it needs a superuser, or the database's owner with CREATEROLE;
  later ones can use the role 'migrator'. Where APP_DATABASE_PASSWORD is set, the role 'app' gets it; where
  SEALER_DATABASE_PASSWORD is set, the role 'sealer'.

  --check   apply nothing; exit with 1 where something is pending
  --json    one JSON object on standard output

  Exit codes: 0 up to date, 1 pending (--check) or failed, 2 wrong usage or settings.
`

/** Exit code 0 when the database is up to date at the end. */
export const migrateCommand: Command = async (args, { config, stdout, stderr }) => {
  const options = read(args)
  if (!options) {
    stderr.write(migrateHelp)
    return 2
  }
  const { check, json } = options
  const say = (line: string) => void (json || stdout.write(`${line}\n`))
  const { applied, pending } = check
    ? { applied: [], pending: await compare(config) }
    : { applied: await apply(config, say), pending: [] }
  for (const { name } of pending) say(`pending ${name}`)
  if (json) stdout.write(`${JSON.stringify({ applied, pending: pending.map(({ name }) => name) })}\n`)
  say(pending.length > 0 ? `${pending.length} pending` : `up to date: ${migrations.length} migrations`)
  return pending.length > 0 ? 1 : 0
}

async function apply(config: Config, say: (line: string) => void) {
  const runner = await open(config)
  try {
    const applied = await migrate(runner, ({ name, durationMs }) => say(`applied ${name} (${durationMs} ms)`))
    await runner.run('select audit.prepare_partitions()')
    const passwords = { app: process.env.APP_DATABASE_PASSWORD, sealer: process.env.SEALER_DATABASE_PASSWORD }
    for (const role of ['app', 'sealer'] as const) {
      const password = passwords[role]
      if (password) await setRolePassword(runner, role, password)
    }
    return applied
  } finally {
    await runner.close()
  }
}

async function compare(config: Config): Promise<readonly Migration[]> {
  if (urlOf(config) === undefined && noneEmbeddedYet(config)) return migrations
  const runner = await open(config)
  return pendingMigrations(runner).finally(() => runner.close())
}

function read(args: readonly string[]) {
  try {
    const options = {
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    } as const
    return parseArgs({ args: [...args], options }).values
  } catch {
    return undefined
  }
}

/** Who names a database for migrations means it, whatever the app would open here. Undefined: the embedded one. */
const urlOf = ({ database, migrationDatabaseUrl }: Config) =>
  migrationDatabaseUrl ?? (database.driver === 'pglite' ? undefined : database.url)

/** Scripts need a connection of their own: over HTTP nothing but single statements travels. */
async function open(config: Config): Promise<ScriptRunner> {
  const url = urlOf(config)
  if (url !== undefined) {
    const setting = config.migrationDatabaseUrl ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL'
    return inSentences(config, setting, () => nodePostgresScript({ url }))
  }
  const { database, script } = await openPglite({ dataDir: embeddedFolder(config), fill: unpackSnapshot })
  return { ...script, close: () => database.close() }
}
