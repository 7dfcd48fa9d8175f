/** One connection of one's own, for what must stay on it: texts of many statements, a snapshot that is kept open. */
import { Client } from 'pg'
import { unconnected } from './failure.ts'
import { types } from './rows.ts'
import { withSession } from './session.ts'

export interface SingleOptions {
  readonly url: string
  /** Shown in `pg_stat_activity`. */
  readonly name: string
  readonly connectTimeoutMs: number
}

/** Connected. Throws `DatabaseError`. */
export async function single({ url, name, connectTimeoutMs }: SingleOptions): Promise<Client> {
  const client = new Client({
    connectionString: withSession(url, name),
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    types,
  })
  client.on('error', () => {}) // the statement at hand reports it
  await client.connect().catch((error: unknown) => {
    throw unconnected(error)
  })
  return client
}
