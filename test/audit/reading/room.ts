/** A house whose log is sealed on demand, and who asks for it. */
import { randomBytes } from 'node:crypto'
import { seal } from '../../../src/audit/seal/seal.ts'
import { nodePostgres } from '../../../src/drivers/postgres/node-postgres.ts'
import type { Sealing } from '../../../src/ports/sealing.ts'
import { type House, type HouseOptions, openHouse } from '../../support/house.ts'

export async function readingRoom(options: HouseOptions = {}) {
  const house: House = await openHouse(options)
  const [admin, auditor, member] = [
    await house.signIn('admin'),
    await house.signIn('auditor'),
    await house.signIn(),
  ]
  const url = new URL(house.appUrl as string)
  url.username = 'sealer'
  const sealing: Sealing = {
    database: nodePostgres({ url: url.href, maxConnections: 2 }),
    origin: 'holdfast.test/audit',
    keys: [{ kid: 'a1', bytes: new Uint8Array(randomBytes(32)) }],
    anchors: [],
  }
  const holder = '00000000-0000-4000-8000-000000000001'

  /** Until everything is sealed. The horizon is the whole server's: another test's transaction may hold it up. */
  async function settle() {
    await house.settle()
    for (let tries = 1; ; tries++) {
      await seal(house.ports, sealing, { signal: AbortSignal.timeout(10_000), holder })
      const [row] = await house.rows(
        'select (select count(*) from audit_logs) - (select count(*) from audit_leaves) as left',
      )
      if (Number(row?.left) === 0) return
      if (tries === 600) throw new Error('The log is not sealed in a minute.')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  /** Events of no importance. */
  const record = (count: number, details: object = {}, entity = 'nothing') =>
    house.alter(
      `select count(audit.event('test', $2, n::text, 'success', $3::jsonb)) from generate_series(1, $1::int) n`,
      ...[String(count), entity, JSON.stringify(details)],
    )

  const get = (path: string, token = auditor.token) => house.call('GET', path, undefined, token)
  const fetch = (path: string, token: string | undefined = auditor.token) =>
    house.send('GET', path, undefined, token)
  const bytes = async (path: string, token?: string) => {
    const response = await house.send('GET', path, undefined, token)
    return {
      ...response,
      status: response.status,
      headers: response.headers,
      body: Buffer.from(await response.arrayBuffer()),
    }
  }

  return {
    ...{ house, admin, auditor, member, sealing, settle, record, get, fetch, bytes },
    async close() {
      await sealing.database.close()
      await house.close()
    },
  }
}

export type ReadingRoom = Awaited<ReturnType<typeof readingRoom>>
