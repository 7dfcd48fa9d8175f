/** From a configuration to what it takes to seal, on Node and Bun; undefined where another process seals. */
import type { Config } from '../core/config.ts'
import type { Anchor } from '../ports/anchor.ts'
import type { Database } from '../ports/database.ts'
import type { Sealing } from '../ports/sealing.ts'

export interface OpenSealing {
  readonly sealing: Sealing
  close(): Promise<void>
}

/** `own`: the database that is open here anyway, for who seals as they serve (embedded, development). */
export async function openSealing(
  config: Config,
  own: Database,
  anchors: readonly Anchor[],
): Promise<OpenSealing | undefined> {
  const { sealing, database, auditOrigin: origin, keys } = config
  if (!sealing) return undefined
  const opened = sealing.databaseUrl ? await login(database, sealing.databaseUrl) : undefined
  return {
    sealing: { database: opened ?? own, origin, keys: keys.audit, anchors },
    close: async () => opened?.close(),
  }
}

async function login(database: Config['database'], url: string): Promise<Database | undefined> {
  switch (database.driver) {
    case 'pglite':
      return undefined
    case 'pg': {
      const { nodePostgres } = await import('../drivers/postgres/node-postgres.ts')
      return nodePostgres({ url, maxConnections: 2, applicationName: 'holdfast sealer' })
    }
    case 'neon-http': {
      const { neonHttp } = await import('../drivers/postgres/neon-http.ts')
      return neonHttp({ ...database, url })
    }
  }
}
