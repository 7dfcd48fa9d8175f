import { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrateCommand } from '../../src/cli/migrate.ts'
import type { DatabaseConfig } from '../../src/core/config.ts'
import { migrations } from '../../src/store/migrations.ts'
import { type EmptyDatabase, emptyDatabase } from '../support/empty-database.ts'
import { testConfig } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('holdfast migrate', () => {
  let database: EmptyDatabase

  beforeEach(async () => {
    database = await emptyDatabase()
  })
  afterEach(() => database?.drop())

  /** As the command line runs it: arguments in, exit code and output out. */
  async function run(...args: string[]) {
    return runAs({ driver: 'pg', url: 'postgres://nobody@127.0.0.1:1/none' }, ...args)
  }

  async function runAs(app: DatabaseConfig, ...args: string[]) {
    const said = { out: '', err: '' }
    const into = (name: keyof typeof said) =>
      new Writable({
        write(chunk, _encoding, done) {
          said[name] += String(chunk)
          done()
        },
      })
    const config = {
      ...testConfig(),
      database: app,
      migrationDatabaseUrl: database.url,
    }
    const terminal = { stdin: process.stdin, stdout: into('out'), stderr: into('err') }
    return { code: await migrateCommand(args, { config, ...terminal }), ...said }
  }

  test('tells what is pending and changes nothing, then applies it, then has nothing to do', async () => {
    const before = await run('--check')
    expect(before.code).toBe(1)
    expect(before.out.trim().split('\n')).toEqual([
      ...migrations.map(({ name }) => `pending ${name}`),
      `${migrations.length} pending`,
    ])

    const applied = await run()
    expect(applied.code).toBe(0)
    expect(applied.out).toMatch(/^applied 0000_roles \(\d+ ms\)$/m)
    expect(applied.out).toMatch(/^up to date: \d+ migrations$/m)

    expect(await run('--check')).toMatchObject({ code: 0, err: '' })
    expect(await run()).toMatchObject({ code: 0, out: `up to date: ${migrations.length} migrations\n` })
  })

  test('migrates what MIGRATION_DATABASE_URL names, also where nothing says which database the app has', async () => {
    const embedded = { driver: 'pglite' } as const
    expect(await runAs(embedded, '--check')).toMatchObject({ code: 1, err: '' })
    expect((await runAs(embedded)).out).toMatch(/^applied 0000_roles /m)
    expect(await run('--check')).toMatchObject({ code: 0, err: '' })
  })

  test('says first what it is going to do, and only that where it is asked for', async () => {
    const { code, out } = await run('--plan')
    expect(code).toBe(0)
    expect(out).toMatch(/^0012_leases \(expand\)\n {2}makes leases$/m)
    expect(out).toMatch(/^0014_reading_the_log \(expand\)\n {2}until it is done, nobody writes audit_logs$/m)
    expect(out).not.toContain('applied')
    expect((await run()).out.startsWith(out)).toBe(true)
    expect((await run('--plan')).out).toBe(`up to date: ${migrations.length} migrations\n`)
    expect(JSON.parse((await run('--plan', '--json')).out)).toEqual({ plan: [] })
  })

  test('refuses where another is at work, if it is told not to wait, and names it', async () => {
    const other = new Client({ connectionString: database.url, application_name: 'the other one' })
    await other.connect()
    await other.query('select pg_advisory_lock(7165736469)')
    await expect(run('--no-wait')).rejects.toThrow(
      /^Another migrator is at work: pid \d+ \(the other one\), since \d{4}-.+ UTC \(\d+ s\)\. Nothing was applied\.$/,
    )
    const waiting = run()
    await expect(Promise.race([waiting, sleep(600)])).resolves.toBeUndefined()
    await other.end()
    expect(await waiting).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^waiting for another migrator: pid \d+ \(the other one\), since .+\n$/),
    })
  })

  test('speaks JSON when asked', async () => {
    expect(JSON.parse((await run('--check', '--json')).out)).toEqual({
      applied: [],
      pending: migrations.map(({ name }) => name),
    })
    const { applied, pending } = JSON.parse((await run('--json')).out)
    expect(applied.map(({ name }: { name: string }) => name)).toEqual(migrations.map(({ name }) => name))
    expect(pending).toEqual([])
  })

  test('explains itself where it is asked wrongly', async () => {
    expect(await run('--chekc')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('holdfast migrate [--plan | --check] [--expand | --contract]'),
    })
  })
})
