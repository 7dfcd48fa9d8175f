/**
 * Brings a database to the schema this program was built with. Each migration is one transaction that also records it, so
 * it is applied whole and once, and a run that was killed is gone on with. One migrator is at work at a time.
 */
import { isDatabaseError } from '../ports/database.ts'
import type { ScriptRunner } from '../ports/script.ts'
import { kindOf, type Migration, migrations, pendingMigrations } from './migrations.ts'
import { alone, type Waiting } from './schema/alone.ts'
import { type Watch, watchBlockers } from './schema/blockers.ts'
import { faultsOf } from './schema/notes.ts'

export interface Progress {
  readonly name: string
  readonly durationMs: number
}

export interface MigrateOptions extends Waiting {
  readonly all?: readonly Migration[]
  /** Also what contracts. Default false; a database that has nothing yet gets all of it. */
  readonly contract?: boolean
  readonly tell?: (progress: Progress) => void
  /** Another connection to the same database, to see who is in the way. */
  readonly beside?: () => Promise<ScriptRunner>
  /** Tables that nobody audits: told to programs of other versions (`Covered`). */
  readonly exempt?: readonly string[]
  /** So often a migration is tried again that does not get its locks; default 5. */
  readonly tries?: number
}

/** Who asks for a table behind us waits as long as we do. */
const lockTimeoutMs = 2_000

/** Applies what is pending, in order, and tells of each. Stops at the first that fails; those before it stand. */
export async function migrate(
  runner: ScriptRunner,
  options: MigrateOptions = {},
): Promise<readonly Progress[]> {
  const { all = migrations, contract = false, tell } = options
  const pending = await pendingMigrations(runner, all)
  const faults = pending.flatMap(faultsOf)
  if (faults.length > 0) throw new Error(`Nothing was applied.\n  ${faults.join('\n  ')}`)
  const empty = pending.length === all.length
  const wanted = (migration: Migration) => empty || contract || kindOf(migration) === 'expand'
  if (!pending.some(wanted)) return []
  return alone(runner, options, async () => {
    const done: Progress[] = []
    await keepJournal(runner)
    // Asked again: who was here before us may have done some of it.
    for (const migration of (await pendingMigrations(runner, all)).filter(wanted)) {
      const started = performance.now()
      await apply(runner, migration, options)
      const progress = { name: migration.name, durationMs: Math.round(performance.now() - started) }
      done.push(progress)
      tell?.(progress)
    }
    return done
  })
}

async function apply(runner: ScriptRunner, migration: Migration, options: MigrateOptions): Promise<void> {
  const { tries = 5, beside, say } = options
  const [row] = await runner.query({ text: 'select pg_backend_pid() as pid', params: [] })
  for (let tried = 1; ; tried++) {
    const watch = beside && watchBlockers(Number(row?.pid), beside)
    const error = await transaction(runner, textOf(migration, options.exempt ?? [])).then(
      () => undefined,
      (cause: unknown) => cause,
    )
    await watch?.stop()
    if (error === undefined) return
    if (!isDatabaseError(error) || !waitedInVain.includes(error.code ?? '')) throw failed(migration, error)
    const who = inTheWay(watch)
    if (tried >= tries)
      throw new Error(
        `The migration ${migration.name} did not get its locks in ${tries} tries: ${who}. Let it end, or end it with pg_terminate_backend(pid), and run this again; what was applied before stands.`,
        { cause: error },
      )
    say?.(`${migration.name} waits for its locks (try ${tried} of ${tries}): ${who}`)
    await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** tried))
  }
}

/** lock_not_available, deadlock_detected. */
const waitedInVain = ['55P03', '40P01']

const inTheWay = (watch: Watch | undefined) => watch?.seen() ?? 'somebody whom it did not see'

/** Drivers keep Postgres' own words as the cause; here, where all SQL is ours, they are what one needs to know. */
function failed({ name }: Migration, error: unknown) {
  const { cause, message } = error as Error
  const reason = cause instanceof Error ? cause.message : message
  return new Error(`The migration ${name} failed: ${reason}`, { cause: error })
}

async function transaction(runner: ScriptRunner, sql: string) {
  try {
    await runner.run(
      `begin; set local lock_timeout = ${lockTimeoutMs}; set local statement_timeout = 0;\n${sql}\n;commit;`,
    )
  } catch (error) {
    await runner.run('rollback').catch(() => {})
    throw error
  }
}

const textOf = (migration: Migration, exempt: readonly string[]) => {
  const { id, name, hash, sql } = migration
  const kind = kindOf(migration)
  return `insert into public.holdfast_migrations (id, name, hash, kind) values (${id}, '${name}', '${hash}', '${kind}');
${asOwner}\n${sql}
;set local role none; ${asOwner}
update public.holdfast_migrations set covers = jsonb_build_object('exempt', ${literal(JSON.stringify(exempt))}::jsonb, 'captures', coalesce((
  select jsonb_object_agg(proname, encode(sha256(convert_to(prosrc, 'UTF8')), 'hex')) from pg_proc
  where pronamespace = to_regnamespace('audit') and proname like 'capture\\_%'), '{}')) where id = ${id}`
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

/** Begins the list of what was applied, or gives one that is older than kinds its columns. */
async function keepJournal(runner: ScriptRunner) {
  const [row] = await runner.query({ text: journalSql, params: [] })
  if (row?.state === 'absent') await transaction(runner, begun)
  else if (row?.state === 'old') await transaction(runner, `${asOwner}\n${widened}`)
}

const journalSql = `select case when to_regclass('public.holdfast_migrations') is null then 'absent'
  when not exists (select from pg_attribute where attrelid = to_regclass('public.holdfast_migrations') and attname = 'covers')
  then 'old' else 'current' end as state`

const begun = `create table public.holdfast_migrations (
  id integer constraint holdfast_migrations_pkey primary key, name text not null, hash text not null,
  applied_at timestamptz not null default now(), kind text not null default 'expand', covers jsonb);`

const widened = `alter table public.holdfast_migrations
  add column if not exists kind text not null default 'expand', add column if not exists covers jsonb;`

/** Tables belong to a role nobody logs in as. The first migration makes it, and steps out of it where it exists already. */
const asOwner = `select set_config('role', rolname, true) from pg_roles where rolname = 'app_owner' and pg_has_role(
  rolname, case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end);`
