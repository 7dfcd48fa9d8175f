/** A process whose clock is not the database's does not begin: codes and tokens would be refused, or taken for too long. */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseSettings } from '../../src/core/settings.ts'
import { type Open, open } from '../../src/entry/open.ts'
import { prepare } from '../../src/entry/prepare.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { temporaryFolder, usualSettings } from '../support/runtime.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('a clock', () => {
  const folder = temporaryFolder()
  let database: TestDatabase
  let house: Open
  beforeAll(async () => {
    database = await freshDatabase()
    house = await open(config(), () => {})
  })
  afterAll(async () => {
    await house?.close()
    await database?.drop()
    folder.remove()
  })

  function config() {
    const settings = {
      ...usualSettings(folder.path),
      ...{ DATABASE_URL: database.appUrl, SEALER_DATABASE_URL: database.sealerUrl },
      ...{ MODE: 'production', MAIL: 'resend:key', MAIL_FROM: 'a@example.com' },
    }
    const read = parseSettings(settings, { mode: 'production', database: 'pglite' })
    if ('faults' in read) throw new Error(JSON.stringify(read.faults))
    return read.config
  }

  const begin = (offMs: number) =>
    prepare(
      { ...house, ports: { ...house.ports, clock: { ...house.ports.clock, now: () => Date.now() + offMs } } },
      config(),
    )

  test.each([0, 30_000, -30_000])('that is %i ms off may go', async (offMs) => {
    await begin(offMs)
  })

  test.each([
    [600_000, 'the clock of this machine is 600 s ahead of the database'],
    [-600_000, 'the clock of this machine is 600 s behind the database'],
  ])('that is %i ms off may not', async (offMs, said) => {
    await expect(begin(offMs)).rejects.toThrow(said)
  })

  test('that is wrong is told together with all else that is', async () => {
    const owner = new Client(database.ownerUrl)
    await owner.connect()
    await owner.query('alter table invoices disable trigger audit_capture').finally(() => owner.end())
    await expect(begin(600_000)).rejects.toThrow(
      /^the audit is not complete:\n {2}invoices [^\n]+\n(.*\n)*the clock of this machine/,
    )
  })
})
