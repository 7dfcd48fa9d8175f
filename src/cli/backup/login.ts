/** Where a backup is made of, and restored to: as `holdfast migrate` logs in. */
import type { Config } from '../../core/config.ts'

export interface Login {
  readonly url: string
  readonly setting: 'MIGRATION_DATABASE_URL' | 'DATABASE_URL'
}

/** Undefined: the embedded database. */
export function loginOf({ database, migrationDatabaseUrl }: Config): Login | undefined {
  if (migrationDatabaseUrl) return { url: migrationDatabaseUrl, setting: 'MIGRATION_DATABASE_URL' }
  return database.driver === 'pglite' ? undefined : { url: database.url, setting: 'DATABASE_URL' }
}
