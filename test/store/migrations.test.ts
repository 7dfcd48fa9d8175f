import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { completeness } from '../../src/audit/completeness.ts'
import { coverage } from '../../src/coverage.ts'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import type { ScriptRunner } from '../../src/ports/script.ts'
import { type Migration, migrations, pendingMigrations } from '../../src/store/migrations.ts'
import { migrate } from '../../src/store/migrator.ts'
import { type EmptyDatabase, emptyDatabase } from '../support/empty-database.ts'
import { postgresUrl } from '../support/servers.ts'

const names = migrations.map(({ name }) => name)

const extra = (sql: string): Migration => ({
  id: migrations.length,
  name: 'extra',
  hash: createHash('sha256').update(sql).digest('hex'),
  sql,
})

describe.skipIf(!postgresUrl)('migrate', () => {
  let database: EmptyDatabase
  let runner: ScriptRunner

  beforeEach(async () => {
    database = await emptyDatabase()
    runner = await nodePostgresScript({ url: database.url })
  })
  afterEach(async () => {
    await runner?.close()
    await database?.drop()
  })

  const rows = (text: string) => runner.query({ text, params: [] })

  test('applies all in order, then nothing, and leaves no gap', async () => {
    expect((await migrate(runner)).map(({ name }) => name)).toEqual(names)
    expect(await migrate(runner)).toEqual([])
    expect(await pendingMigrations(runner)).toEqual([])
    expect(await completeness(runner, coverage)).toEqual([])
  })

  test('is done once where two run at the same moment', async () => {
    const other = await nodePostgresScript({ url: database.url })
    const [one, two] = await Promise.all([migrate(runner), migrate(other)])
    expect([...one, ...two].map(({ name }) => name).sort()).toEqual(names)
    expect(await rows('select count(*)::int as applied from holdfast_migrations')).toEqual([
      { applied: names.length },
    ])
    await other.close()
  })

  test('may run for several databases of one cluster at once', async () => {
    const others = await Promise.all([1, 2, 3].map(() => emptyDatabase()))
    await Promise.all(
      others.map(async ({ url }) => {
        const other = await nodePostgresScript({ url })
        expect((await migrate(other)).length).toBe(names.length)
        await other.close()
      }),
    )
    await Promise.all(others.map(({ drop }) => drop()))
  })

  test('says what is pending before anything was applied, and after a part was', async () => {
    expect((await pendingMigrations(runner)).map(({ name }) => name)).toEqual(names)
    await migrate(runner, undefined, migrations.slice(0, 2))
    expect((await pendingMigrations(runner)).map(({ name }) => name)).toEqual(names.slice(2))
    expect((await migrate(runner)).map(({ name }) => name)).toEqual(names.slice(2))
  })

  test('undoes a migration that fails, whole, and says why', async () => {
    const failing = extra('create table half (id int); select 1 / 0')
    await expect(migrate(runner, undefined, [...migrations, failing])).rejects.toThrow(
      'The migration extra failed: division by zero',
    )
    expect(await rows(`select to_regclass('half') as half`)).toEqual([{ half: null }])
    expect(await pendingMigrations(runner)).toEqual([])
  })

  test('refuses a migration that was changed after it had been applied', async () => {
    await migrate(runner)
    const [first, ...others] = migrations as [Migration, ...Migration[]]
    const edited = [{ ...first, hash: 'other' }, ...others]
    await expect(migrate(runner, undefined, edited)).rejects.toThrow(
      '0000_roles was changed after it had been applied',
    )
  })

  test('refuses a database that is newer than the program', async () => {
    await migrate(runner, undefined, [...migrations, extra('select 1')])
    await expect(pendingMigrations(runner)).rejects.toThrow('newer than this program')
  })

  test('makes tables that belong to nobody who logs in, and open to nobody until told', async () => {
    await migrate(runner, undefined, [...migrations, extra('create table notes (id int)')])
    expect(
      await rows(`select c.relname, pg_get_userbyid(c.relowner) as owner from pg_class c join pg_roles r on r.oid = c.relowner
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and (r.rolcanlogin or r.rolsuper)`),
    ).toEqual([])
    expect(
      await rows(`select has_table_privilege('app', 'notes', 'SELECT, INSERT, UPDATE, DELETE') as open`),
    ).toEqual([{ open: false }])
  })

  test('can be done by the migrator, who is no superuser, once the roles are there', async () => {
    await migrate(runner)
    const url = new URL(database.url)
    url.username = 'migrator'
    url.password = ''
    const migrator = await nodePostgresScript({ url: url.href })
    const later = extra(
      'create table notes (id int); set local role audit_owner; create table public.more (id int)',
    )
    expect((await migrate(migrator, undefined, [...migrations, later])).map(({ name }) => name)).toEqual([
      'extra',
    ])
    await migrator.run('select audit.prepare_partitions()')
    await migrator.close()
    expect(
      await rows(`select tableowner from pg_tables where tablename in ('notes', 'more') order by tablename`),
    ).toEqual([{ tableowner: 'audit_owner' }, { tableowner: 'app_owner' }])
  })
})
