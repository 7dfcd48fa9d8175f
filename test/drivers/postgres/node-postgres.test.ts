import { afterAll, describe } from 'vitest'
import { nodePostgres } from '../../../src/drivers/postgres/node-postgres.ts'
import { databaseContract } from '../../contracts/database.ts'
import { postgresUrl } from '../../support/servers.ts'
import { scratchDatabase } from './scratch.ts'

describe.skipIf(!postgresUrl)('on a real Postgres', () => {
  const drops: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const drop of drops) await drop()
  })

  async function scratch() {
    const { url, drop } = await scratchDatabase(postgresUrl ?? '')
    drops.push(drop)
    return url
  }

  databaseContract('node-postgres', async () => nodePostgres({ url: await scratch() }), {
    cancels: true,
    concurrent: true,
  })
})
