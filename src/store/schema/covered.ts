/** What was written down with the last migration: how the tables are watched that a program of another version does not know. */
import type { Database } from '../../ports/database.ts'

export interface Covered {
  /** By its name, of each function that captures: SHA-256 of its source, hex. */
  readonly captures: Readonly<Record<string, string>>
  /** Tables that nobody audits, as the program that migrated says. */
  readonly exempt: readonly string[]
}

/** Undefined where nothing was written down. Throws `DatabaseError` where there is no journal. */
export async function lastCovered(database: Pick<Database, 'query'>): Promise<Covered | undefined> {
  const [row] = await database.query({ text: lastSql, params: [] })
  return (row?.covers as Covered | null | undefined) ?? undefined
}

/** By way of JSON: a journal that is older than this has no such column. */
const lastSql = `select to_jsonb(j)->'covers' as covers from public.holdfast_migrations j order by applied_at desc, id desc limit 1`
