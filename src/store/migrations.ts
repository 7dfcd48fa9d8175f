/**
 * The schema this program was built with, and how far a database is from it. A migration that was edited after it was
 * applied stops everything, for then nobody knows what the schema is. A database may be ahead, where what it has more only
 * adds; and behind, where what it lacks would only take away.
 */
import type { Row, Statement } from '../ports/database.ts'
import bundle from './migrations.json' with { type: 'json' }
import type { Covered } from './schema/covered.ts'
import { type Kind, noteOf } from './schema/notes.ts'

export interface Migration {
  readonly id: number
  readonly name: string
  /** SHA-256 of the SQL, hex. */
  readonly hash: string
  readonly sql: string
}

export interface Distance {
  /** Ours that the database has not, in order. */
  readonly pending: readonly Migration[]
  /** Names of those that the database has and we do not know; all of them only add. */
  readonly unknown: readonly string[]
  /** Undefined where the two are not apart, or nothing was written down. */
  readonly covered: Covered | undefined
}

/** All of them, in order; made from `drizzle/` by `npm run migrations`. */
export const migrations: readonly Migration[] = bundle

/** Anything that can read: the port, or a script runner. */
export type Reader = { query(statement: Statement): Promise<readonly Row[]> }

/** Throws where the database was migrated by something other than these files, or has a contraction that they do not know. */
export async function distance(database: Reader, all: readonly Migration[] = migrations): Promise<Distance> {
  const [journal] = await read(
    database,
    `select to_regclass('public.holdfast_migrations') is not null as begun`,
  )
  if (journal?.begun !== true) return { pending: all, unknown: [], covered: undefined }
  const applied = await read(database, appliedSql)
  const unknown: string[] = []
  for (const { id, name, hash, kind } of applied) {
    const ours = all.find((migration) => migration.id === id)
    if (!ours && kind !== 'expand')
      throw new Error(
        `The database is newer than this program: ${name} took away what this program may need. Start a newer one.`,
      )
    if (!ours) unknown.push(String(name))
    else if (ours.hash !== hash)
      throw new Error(
        `The migration ${ours.name} was changed after it had been applied; write a new one instead.`,
      )
  }
  const pending = all.filter(({ id }) => !applied.some((row) => row.id === id))
  const apart = unknown.length + pending.length > 0
  return { pending, unknown, covered: apart ? (applied.at(-1)?.covers as Covered) || undefined : undefined }
}

/** What has not been applied yet, of both kinds. Throws as `distance`. */
export const pendingMigrations = async (database: Reader, all?: readonly Migration[]) =>
  (await distance(database, all)).pending

/** What this program cannot do without and the database has not. Throws as `distance`. */
export const lackingMigrations = async (database: Reader, all?: readonly Migration[]) =>
  (await pendingMigrations(database, all)).filter((migration) => kindOf(migration) === 'expand')

export const kindOf = (migration: Migration): Kind => noteOf(migration).kind

const read = (database: Reader, text: string) => database.query({ text, params: [] })

/** By way of JSON: a database that was migrated before there were kinds has no column for them, and nothing that contracts. The last applied is last. */
const appliedSql = `select id, name, hash, coalesce(to_jsonb(j)->>'kind', 'expand') as kind, to_jsonb(j)->'covers' as covers
  from public.holdfast_migrations j order by applied_at, id`
