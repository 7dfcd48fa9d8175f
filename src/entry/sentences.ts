/** What went wrong, for whoever started the process: one sentence that names the setting, and never a password. */
import type { Config } from '../core/config.ts'
import { isDatabaseError } from '../ports/database.ts'

type DatabaseSetting = 'DATABASE_URL' | 'MIGRATION_DATABASE_URL' | 'SEALER_DATABASE_URL'

/** Does something with a database; its failures become sentences about that database. */
export async function inSentences<T>(
  config: Pick<Config, 'database' | 'migrationDatabaseUrl' | 'sealing'>,
  setting: DatabaseSetting,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const { database, migrationDatabaseUrl, sealing } = config
    const urls = {
      DATABASE_URL: database.driver === 'pglite' ? undefined : database.url,
      MIGRATION_DATABASE_URL: migrationDatabaseUrl,
      SEALER_DATABASE_URL: sealing?.databaseUrl,
    }
    const url = urls[setting]
    if (!url || !isDatabaseError(error)) throw error
    throw new Error(databaseSentence(error, setting, new URL(url)), { cause: error })
  }
}

function databaseSentence(
  error: Error & { readonly code: string | undefined },
  setting: DatabaseSetting,
  { hostname, port, pathname, username }: URL,
): string {
  const where = `${hostname}:${port || '5432'}`
  const reason = (error.cause as { code?: unknown } | undefined)?.code
  const why = typeof reason === 'string' && reason !== error.code ? ` (${reason})` : ''
  switch (error.code) {
    case undefined:
    case '08001':
      return `the database at ${where} cannot be reached${why}. Is it running, and is ${setting} right?`
    case '28000':
    case '28P01':
      return `the database at ${where} refuses the login of "${decodeURIComponent(username)}". Are user and password in ${setting} right?`
    case '3D000':
      return `there is no database "${decodeURIComponent(pathname.slice(1))}" at ${where}. Make it, or name another in ${setting}.`
    default:
      return `the database at ${where} does not do what is needed: ${error.message}`
  }
}

/** Any failure of a start. */
export function sentenceOf(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): string {
  const refused = fileSentence(error)
  if (refused) return refused
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EADDRINUSE':
      return `${host}:${port} is taken. Choose another port with PORT=${port === 8081 ? 8082 : 8081}.`
    case 'EACCES':
      return `this user may not listen on ${host}:${port}. Choose a PORT above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Choose another with HOST=127.0.0.1.`
    default:
      return message
  }
}

const fileFailures = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST']

/** A file or folder that the system refuses: everything that we write lies below DATA_DIR. */
export function fileSentence(error: unknown): string | undefined {
  const { code = '', path } = error as NodeJS.ErrnoException
  if (!path || !fileFailures.includes(code)) return undefined
  return `${path} cannot be read and written (${code}). Allow it to this user, or choose another folder with DATA_DIR.`
}
