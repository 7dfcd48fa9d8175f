/**
 * Brings a database to the schema this program was built with. Each migration is one transaction that also records it,
 * so it is applied whole and once, whoever else is migrating at the same moment; one that was edited after it was
 * applied stops everything, for then nobody knows what the schema is.
 */
import { isDatabaseError, type Row, type Statement } from '../ports/database.ts'
import type { ScriptRunner } from '../ports/script.ts'
import bundle from './migrations.json' with { type: 'json' }

export interface Migration {
  readonly id: number
  readonly name: string
  /** SHA-256 of the SQL, hex. */
  readonly hash: string
  readonly sql: string
}

/** All of them, in order; made from `drizzle/` by `npm run migrations`. */
export const migrations: readonly Migration[] = bundle

export interface Progress {
  readonly name: string
  readonly durationMs: number
}

/** Anything that can read: the port, or a script runner. */
type Reader = { query(statement: Statement): Promise<readonly Row[]> }

/** What has not been applied yet. Throws where the database was migrated by something other than these files. */
export async function pendingMigrations(
  database: Reader,
  all: readonly Migration[] = migrations,
): Promise<readonly Migration[]> {
  const [journal] = await read(
    database,
    `select to_regclass('public.holdfast_migrations') is not null as begun`,
  )
  if (journal?.begun !== true) return all
  const applied = await read(database, 'select id, name, hash from public.holdfast_migrations order by id')
  for (const { id, name, hash } of applied) {
    const ours = all.find((migration) => migration.id === id)
    if (!ours) throw new Error(`The database is newer than this program: it has the migration ${name}.`)
    if (ours.hash !== hash)
      throw new Error(
        `The migration ${ours.name} was changed after it had been applied; write a new one instead.`,
      )
  }
  return all.filter(({ id }) => !applied.some((row) => row.id === id))
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
    if (!isDatabaseError(error) || error.code !== '23505' || error.constraint !== recorded) throw error
    return false
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

const read = (database: Reader, text: string) => database.query({ text, params: [] })
