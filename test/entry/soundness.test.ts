/** A process does not begin on a house that is not fit, and says all that is wrong with it at once; so does the doctor. */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import { migrations } from '../../src/store/migrations.ts'
import { migrate } from '../../src/store/migrator.ts'
import { runCommand } from '../support/command.ts'
import { type OwnPostgres, postgresPrograms, startPostgres } from '../support/own-postgres.ts'
import { temporaryFolder, usualSettings } from '../support/runtime.ts'
import { redisUrl } from '../support/servers.ts'

const careless = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  zero_damaged_pages: 'on',
  ignore_checksum_failure: 'on',
  default_transaction_isolation: 'serializable',
}

describe.skipIf(!postgresPrograms || !redisUrl)('a server that loses what it acknowledged', () => {
  const folder = temporaryFolder()
  let server: OwnPostgres
  beforeAll(async () => {
    // The oldest encoding of all: it takes no migration that says “…”, so the schema is behind as well.
    server = await startPostgres({ settings: careless, encoding: 'LATIN1' })
    await owned(server.url(), "create database utf8 template template0 encoding 'UTF8'")
    const runner = await nodePostgresScript({ url: server.url('utf8') })
    await migrate(runner, { all: migrations.slice(0, -1) }).finally(() => runner.close())
  })
  afterAll(async () => {
    await server?.close()
    folder.remove()
  })

  const owned = async (url: string, sql: string) => {
    const client = new Client(url)
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }

  const run = (name: string, database: string, ...args: string[]) =>
    runCommand([process.execPath, '--import', 'tsx', name, ...args], {
      ...usualSettings(folder.path),
      ...{ MODE: 'production', BASE_URL: 'https://api.example.com', REDIS_URL: redisUrl ?? '' },
      ...{ MAIL: 'smtp://127.0.0.1:2525', MAIL_FROM: 'no-reply@example.com' },
      ...{ DATABASE_URL: database, SEALER_DATABASE_URL: server.url('utf8', 'sealer'), PORT: '0' },
    })

  const settings = [
    'fsync is off: ',
    'full_page_writes is off: ',
    'synchronous_commit is off: ',
    'zero_damaged_pages is on: ',
    'ignore_checksum_failure is on: ',
    'default_transaction_isolation is serializable, ',
  ]
  const last = migrations.at(-1)?.name

  test('is refused with every reason at once, the schema that is behind among them', async () => {
    const { code, out, err } = await run('src/entry/node.ts', server.url('utf8', 'app'))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      new RegExp(
        `^holdfast cannot start: the database lacks a migration \\(${last}\\)\\. Run "holdfast migrate" first\\.\n` +
          `the database server is not safe to write to:\n${settings.map((one) => `  ${one}[^\n]+\n`).join('')}$`,
      ),
    )
  }, 60_000)

  test('is named by the doctor in the same words', async () => {
    const { code, out } = await run('src/cli/holdfast.ts', server.url('utf8', 'app'), 'doctor', '--json')
    expect(code).toBe(1)
    const { checks } = JSON.parse(out) as { checks: { name: string; ok?: boolean; detail: string }[] }
    const {
      migrations: schema,
      server: kept,
      clock,
      audit,
    } = Object.fromEntries(checks.map((one) => [one.name, one]))
    expect(schema).toMatchObject({ ok: false, detail: expect.stringContaining(`(${last})`) })
    expect(kept).toMatchObject({ ok: false })
    for (const one of settings) expect(kept?.detail).toContain(one)
    expect(clock).toMatchObject({ ok: true })
    expect(audit).not.toHaveProperty('ok')
  }, 60_000)

  test('is refused for its encoding, too', async () => {
    const { code, err } = await run('src/entry/node.ts', server.url())
    expect(code).toBe(1)
    expect(err).toContain('\n  the database is encoded in LATIN1, and has to be in UTF8\n')
    expect(err).toMatch(/^holdfast cannot start: the database lacks \d+ migrations /)
  }, 60_000)
})
