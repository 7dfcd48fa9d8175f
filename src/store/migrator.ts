/**
 * Brings a database to the schema this program was built with. Each migration is one transaction that also records it,
 * so it is applied whole and once, whoever else is migrating at the same moment.
 */
import { isDatabaseError } from '../ports/database.ts'
import type { ScriptRunner } from '../ports/script.ts'
import { type Migration, migrations, pendingMigrations } from './migrations.ts'

export interface Progress {
  readonly name: string
  readonly durationMs: number
}

/** Applies what is pending, in order, and tells of each. Stops at the first that fails; those before it stand. */
export async function migrate(
  runner: ScriptRunner,
  tell: (progress: Progress) => void = () => {},
  all: readonly Migration[] = migrations,
): Promise<readonly Progress[]> {
  const done: Progress[] = []
  if ((await pendingMigrations(runner, all)).length === all.length) await transaction(runner, begun)
  for (const migration of await pendingMigrations(runner, all)) {
    const started = performance.now()
    if (!(await apply(runner, migration))) continue
    const progress = { name: migration.name, durationMs: Math.round(performance.now() - started) }
    done.push(progress)
    tell(progress)
  }
  return done
}

/** False where another migrator was quicker: our whole transaction was undone by its record. */
async function apply(runner: ScriptRunner, { id, name, hash, sql }: Migration): Promise<boolean> {
  try {
    await transaction(
      runner,
      `insert into public.holdfast_migrations (id, name, hash) values (${id}, '${name}', '${hash}');\n${asOwner}\n${sql}`,
    )
    return true
  } catch (error) {
    if (isDatabaseError(error) && error.code === '23505' && error.constraint === recorded) return false
    // Drivers keep Postgres' own words as the cause; here, where all SQL is ours, they are what one needs to know.
    const { cause, message } = error as Error
    const reason = cause instanceof Error ? cause.message : message
    throw new Error(`The migration ${name} failed: ${reason}`, { cause: error })
  }
}

/** The lock makes a second migrator wait rather than run into the first; it ends with the transaction. */
async function transaction(runner: ScriptRunner, sql: string) {
  try {
    await runner.run(
      `begin; set local lock_timeout = '10s'; set local statement_timeout = 0;
       select pg_advisory_xact_lock(7165736469);\n${sql}\n;commit;`,
    )
  } catch (error) {
    await runner.run('rollback').catch(() => {})
    throw error
  }
}

const recorded = 'holdfast_migrations_pkey'

const begun = `create table if not exists public.holdfast_migrations (
  id integer constraint ${recorded} primary key, name text not null, hash text not null,
  applied_at timestamptz not null default now());`

/** Tables belong to a role nobody logs in as. The first migration makes it, and steps out of it where it exists already. */
const asOwner = `select set_config('role', rolname, true) from pg_roles where rolname = 'app_owner' and pg_has_role(
  rolname, case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end);`
