/**
 * The schema this program was built with, and how far a database is from it. A migration that was edited after it was
 * applied stops everything, for then nobody knows what the schema is.
 */
import type { Row, Statement } from '../ports/database.ts'
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

const read = (database: Reader, text: string) => database.query({ text, params: [] })
