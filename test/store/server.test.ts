/** Settings of a server on which what was acknowledged can be lost, or said otherwise; each is named. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPglite } from '../../src/drivers/postgres/pglite.ts'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import type { ScriptRunner } from '../../src/ports/script.ts'
import { serverFindings } from '../../src/store/server.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('a server', () => {
  let database: TestDatabase
  let owner: ScriptRunner
  beforeAll(async () => {
    database = await freshDatabase()
    owner = await nodePostgresScript({ url: database.ownerUrl })
  })
  afterAll(async () => {
    await owner?.close()
    await database?.drop()
  })

  test('with the settings that Postgres has by itself may be written to', async () => {
    expect((await serverFindings(owner)).faults).toEqual([])
  })

  test.each([
    ['set local synchronous_commit = off', /^synchronous_commit is off: /],
    ['alter role app set synchronous_commit = off', /^synchronous_commit is off: /],
    ['set local zero_damaged_pages = on', /^zero_damaged_pages is on: /],
    ['set local ignore_checksum_failure = on', /^ignore_checksum_failure is on: /],
    [
      "set local default_transaction_isolation = 'serializable'",
      /^default_transaction_isolation is serializable/,
    ],
    ['set local session_replication_role = replica', /^session_replication_role is replica/],
    ['set transaction read only', /^the database cannot be written: /],
  ])('%s: is named', async (sql, sentence) => {
    // Undone by the rollback, roles included.
    for (const text of ['begin', sql]) await owner.query({ text, params: [] })
    const { faults } = await serverFindings(owner).finally(() =>
      owner.query({ text: 'rollback', params: [] }),
    )
    expect(faults).toEqual([expect.stringMatching(sentence)])
  })
})

test('the embedded database has a disk of its own kind, and nothing is said of it', async () => {
  const { database } = await openPglite()
  expect(await serverFindings(database)).toEqual({ faults: [], warnings: [] })
  await database.close()
})
