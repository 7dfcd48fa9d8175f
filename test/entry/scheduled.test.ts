/** The cron of a Worker: its own entry, over the bridge. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bridge, openBridge } from '../../bridge/bridge.ts'
import { nodePostgres } from '../../src/drivers/postgres/node-postgres.ts'
import { recurringJobs } from '../../src/entry/jobs.ts'
import worker from '../../src/entry/worker.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { usualSettings } from '../support/runtime.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('scheduled', () => {
  let database: TestDatabase
  let bridge: Bridge
  let owner: ReturnType<typeof nodePostgres>
  beforeAll(async () => {
    database = await freshDatabase()
    bridge = await openBridge({ postgres: database.appUrl, sealer: database.sealerUrl })
    owner = nodePostgres({ url: database.ownerUrl })
  })
  afterAll(async () => {
    await owner?.close()
    await bridge?.close()
    await database?.drop()
  })

  const rows = (text: string) => owner.query({ text, params: [] })

  /** As the runtime calls it: what it waits for is what was handed to `waitUntil`. */
  async function cron() {
    const env = {
      ...usualSettings('.data'),
      DATABASE_URL: `postgres://app:${bridge.token}@localhost/holdfast`,
      SEALER_DATABASE_URL: `postgres://sealer:${bridge.token}@localhost/holdfast`,
      NEON_HTTP_URL: `${bridge.url}/sql`,
    }
    const tasks: Promise<unknown>[] = []
    await worker.scheduled({}, env, { waitUntil: (task) => tasks.push(task), passThroughOnException() {} })
    await Promise.all(tasks)
  }

  test('sees that what recurs is waiting, however often it is called, and does what is due', async () => {
    await Promise.all([cron(), cron(), cron()])
    const waiting = await rows('select topic from outbox where done_at is null order by topic')
    expect(waiting.map(({ topic }) => topic)).toEqual(recurringJobs.map(({ topic }) => topic).sort())

    await owner.atomic([{ text: 'update outbox set run_at = clock_timestamp()', params: [] }])
    await cron()
    expect(await rows('select topic, last_error from outbox where done_at is null')).toEqual([])
    await cron()
    expect(await rows('select 1 from outbox where done_at is null')).toHaveLength(recurringJobs.length)
  })
})
