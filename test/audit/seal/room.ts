/** A log that is being sealed: a database, the sealer's login, and who writes. */
import { randomBytes } from 'node:crypto'
import { seal } from '../../../src/audit/seal/seal.ts'
import { prometheus } from '../../../src/drivers/meter/prometheus.ts'
import { nodePostgres } from '../../../src/drivers/postgres/node-postgres.ts'
import type { Anchor } from '../../../src/ports/anchor.ts'
import type { LogEntry } from '../../../src/ports/log.ts'
import type { Sealing } from '../../../src/ports/sealing.ts'
import { freshDatabase } from '../../support/database.ts'
import { login, type Person } from '../person.ts'

export async function sealingRoom(anchors: readonly Anchor[] = []) {
  const database = await freshDatabase()
  const app: Person = await login(database.appUrl)
  const owner: Person = await login(database.ownerUrl)
  const sealer = nodePostgres({ url: database.sealerUrl, maxConnections: 4 })
  const sealing: Sealing = {
    database: sealer,
    origin: 'holdfast.test/audit',
    keys: [{ kid: 'a1', bytes: new Uint8Array(randomBytes(32)) }],
    anchors,
  }
  const logged: LogEntry[] = []
  const ports = { log: { write: (entry: LogEntry) => void logged.push(entry) }, meter: prometheus() }
  const holder = '00000000-0000-4000-8000-000000000001'

  const sealOnce = (options: { readonly holder?: string; readonly sealing?: Sealing } = {}) =>
    seal(ports, options.sealing ?? sealing, {
      signal: AbortSignal.timeout(10_000),
      holder: options.holder ?? holder,
    })

  /** Until everything that was committed is sealed. The horizon is the whole server's: another test's transaction may hold it up. */
  async function settle() {
    for (let tries = 1; ; tries++) {
      await sealOnce()
      const { rows } = await owner.client.query(
        'select count(*) as left from audit_logs l where not exists (select from audit_leaves f where f.log_id = l.id)',
      )
      if (Number(rows[0].left) === 0) return
      if (tries === 600) throw new Error('The log is not sealed in a minute.')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  return {
    ...{ database, app, owner, sealing, ports, logged, holder },
    seal: sealOnce,
    settle,
    /** Records, in a transaction of their own. */
    record: (count = 1, details: object = {}) =>
      app.act(
        `select audit.event('test', 'nothing', n::text, 'success', '${JSON.stringify(details)}') from generate_series(1, ${count}) n`,
      ),
    async close() {
      await Promise.allSettled([app.close(), owner.close(), sealer.close()])
      await database.drop()
    },
  }
}

export type SealingRoom = Awaited<ReturnType<typeof sealingRoom>>
