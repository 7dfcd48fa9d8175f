/** `holdfast migrate`: brings the database to the schema of this program, or says how far it is from it. */
import { parseArgs } from 'node:util'
import type { Config } from '../core/config.ts'
import { coverage } from '../coverage.ts'
import { openPglite } from '../drivers/postgres/pglite.ts'
import { nodePostgresScript } from '../drivers/postgres/script.ts'
import { inSentences } from '../entry/sentences.ts'
import { unpackSnapshot } from '../entry/snapshot.ts'
import type { ScriptRunner } from '../ports/script.ts'
import { kindOf, type Migration, migrations, pendingMigrations } from '../store/migrations.ts'
import { migrate, type Progress } from '../store/migrator.ts'
import { faultsOf } from '../store/schema/notes.ts'
import { planLines, planOf } from '../store/schema/plan.ts'
import type { Command } from './command.ts'
import { embeddedFolder, noneEmbeddedYet } from './embedded.ts'
import { setRolePassword } from './role-password.ts'

export const migrateHelp = `holdfast migrate [--plan | --check] [--expand | --contract] [--no-wait] [--json]

  Says what it is going to do, then applies the migrations that the database does not have yet, each in one
  transaction; safe to run twice, from two places at once, and again after it was killed.
  A migration expands (it only adds, and the version before goes on running) or contracts (it drops, renames or
  narrows what only older versions need). What contracts is applied with --contract alone, once no older version
  runs; a database that has nothing yet gets all of it. See docs/migrations.md.
  Logs in with MIGRATION_DATABASE_URL, or DATABASE_URL where that is not set, and to Postgres itself rather than
  a pooler; with neither, the database is the embedded one in DATA_DIR.
  The first run makes the roles, so it needs a superuser, or the database's owner with CREATEROLE;
  later ones can use the role 'migrator'. Where APP_DATABASE_PASSWORD is set, the role 'app' gets it; where
  SEALER_DATABASE_PASSWORD is set, the role 'sealer'; where BACKUP_DATABASE_PASSWORD is set, the role 'backup', which is then made.

  --plan      only say what would be done, and who waits meanwhile
  --check     apply nothing, and say by the exit code what is pending
  --contract  also what contracts: no older version of the program runs any more
  --expand    what contracts is not asked for: exit with 0 although it stays pending
  --no-wait   where another migrator is at work, refuse instead of waiting for it
  --json      one JSON object on standard output

  Exit codes: 0 up to date, 1 pending (--check) or failed, 2 wrong usage or settings, 3 only what contracts is pending.
`

/** Exit code 0 when the database is up to date at the end, 3 when only contractions are missing and nobody said that they may. */
export const migrateCommand: Command = async (args, { config, stdout, stderr }) => {
  const options = read(args)
  if (!options) {
    stderr.write(migrateHelp)
    return 2
  }
  const { check, plan, json, expand } = options
  const say = (line: string) => void (json || stdout.write(`${line}\n`))
  if (plan) return tellPlan(await compare(config), json, stdout, stderr)
  const { applied, pending } = check
    ? { applied: [], pending: await compare(config) }
    : await apply(config, options, say, (line) => void stderr.write(`${line}\n`))
  for (const { name } of pending) say(`pending ${name}`)
  if (json) stdout.write(`${JSON.stringify({ applied, pending: pending.map(({ name }) => name) })}\n`)
  say(summary(pending))
  const lacking = pending.some((migration) => kindOf(migration) === 'expand')
  return lacking ? 1 : pending.length > 0 && !expand ? 3 : 0
}

function summary(pending: readonly Migration[]): string {
  if (pending.length === 0) return `up to date: ${migrations.length} migrations`
  if (pending.some((migration) => kindOf(migration) === 'expand')) return `${pending.length} pending`
  return `${pending.length} pending, which only take away what this version does not need: once no older one runs, run "holdfast migrate --contract"`
}

type Asked = NonNullable<ReturnType<typeof read>>
type Say = (line: string) => void

function tellPlan(
  pending: readonly Migration[],
  json: boolean,
  stdout: { write(text: string): unknown },
  stderr: { write(text: string): unknown },
): number {
  const plan = planOf(pending)
  const lines = plan.length > 0 ? planLines(plan) : [`up to date: ${migrations.length} migrations`]
  stdout.write(json ? `${JSON.stringify({ plan })}\n` : `${lines.join('\n')}\n`)
  const faults = pending.flatMap(faultsOf)
  for (const fault of faults) stderr.write(`${fault}\n`)
  return faults.length > 0 ? 1 : 0
}

async function apply(config: Config, { contract, 'no-wait': refuse }: Asked, say: Say, warn: Say) {
  const runner = await open(config)
  try {
    const before = await pendingMigrations(runner)
    for (const line of planLines(planOf(before))) say(line)
    const told: Progress[] = []
    await migrate(runner, {
      contract,
      wait: !refuse,
      say: warn,
      exempt: Object.keys(coverage.exempt),
      tell(progress) {
        told.push(progress)
        say(`applied ${progress.name} (${progress.durationMs} ms)`)
      },
      ...(urlOf(config) !== undefined && { beside: () => open(config) }),
    })
    await runner.run('select audit.prepare_partitions()')
    const { APP_DATABASE_PASSWORD, SEALER_DATABASE_PASSWORD, BACKUP_DATABASE_PASSWORD } = process.env
    const passwords = {
      app: APP_DATABASE_PASSWORD,
      sealer: SEALER_DATABASE_PASSWORD,
      backup: BACKUP_DATABASE_PASSWORD,
    }
    if (passwords.backup) await runner.run(backupRole)
    for (const role of ['app', 'sealer', 'backup'] as const) {
      const password = passwords[role]
      if (password) await setRolePassword(runner, role, password)
    }
    return { applied: told, pending: await pendingMigrations(runner) }
  } finally {
    await runner.close()
  }
}

/** It may read everything, and change nothing. Roles belong to the whole cluster: another database's migrator may have made it. */
const backupRole = `do $$ begin
  if not exists (select from pg_roles where rolname = 'backup') then
    create role backup login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  if not pg_has_role('backup', 'pg_read_all_data', 'MEMBER') then grant pg_read_all_data to backup; end if;
end $$`

async function compare(config: Config): Promise<readonly Migration[]> {
  if (urlOf(config) === undefined && noneEmbeddedYet(config)) return migrations
  const runner = await open(config)
  return pendingMigrations(runner).finally(() => runner.close())
}

function read(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const
  const options = {
    ...{ plan: flag, check: flag, json: flag },
    ...{ expand: flag, contract: flag, 'no-wait': flag },
  }
  try {
    const { values } = parseArgs({ args: [...args], options })
    return (values.plan && values.check) || (values.expand && values.contract) ? undefined : values
  } catch {
    return undefined // an option we do not know
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
    return inSentences(config, setting, () => nodePostgresScript({ url, name: 'holdfast migrate' }))
  }
  const { database, script } = await openPglite({ dataDir: embeddedFolder(config), fill: unpackSnapshot })
  return { ...script, close: () => database.close() }
}
