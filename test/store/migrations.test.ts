import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { completeness } from '../../src/audit/completeness.ts'
import { coverage } from '../../src/coverage.ts'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import type { ScriptRunner } from '../../src/ports/script.ts'
import {
  distance,
  lackingMigrations,
  type Migration,
  migrations,
  pendingMigrations,
} from '../../src/store/migrations.ts'
import { migrate } from '../../src/store/migrator.ts'
import { type EmptyDatabase, emptyDatabase } from '../support/empty-database.ts'
import { postgresUrl } from '../support/servers.ts'

const names = migrations.map(({ name }) => name)

const extra = (sql: string, nth = 0): Migration => ({
  id: migrations.length + nth,
  name: `extra${nth || ''}`,
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
    await migrate(runner, { all: migrations.slice(0, 2) })
    expect((await pendingMigrations(runner)).map(({ name }) => name)).toEqual(names.slice(2))
    expect((await migrate(runner)).map(({ name }) => name)).toEqual(names.slice(2))
  })

  test('undoes a migration that fails, whole, and says why', async () => {
    const failing = extra('create table half (id int); select 1 / 0')
    await expect(migrate(runner, { all: [...migrations, failing] })).rejects.toThrow(
      'The migration extra failed: division by zero',
    )
    expect(await rows(`select to_regclass('half') as half`)).toEqual([{ half: null }])
    expect(await pendingMigrations(runner)).toEqual([])
  })

  test('refuses a migration that was changed after it had been applied', async () => {
    await migrate(runner)
    const [first, ...others] = migrations as [Migration, ...Migration[]]
    const edited = [{ ...first, hash: 'other' }, ...others]
    await expect(migrate(runner, { all: edited })).rejects.toThrow(
      '0000_roles was changed after it had been applied',
    )
  })

  test('bears a database that is ahead of the program where that only adds, and refuses it where it took something away', async () => {
    const added = extra('create table later (id int)')
    const removed = extra('-- contract: nobody reads it\ndrop table later', 1)
    await migrate(runner, { all: [...migrations, added] })
    expect(await distance(runner)).toMatchObject({ pending: [], unknown: ['extra'] })
    await migrate(runner, { all: [...migrations, added, removed], contract: true })
    await expect(distance(runner)).rejects.toThrow(
      'The database is newer than this program: extra1 took away what this program may need.',
    )
  })

  test('leaves what contracts until it is asked for, goes on with what only adds, and a new database has all', async () => {
    const all = [
      ...migrations,
      extra('-- contract: nobody reads it\ndrop table leases'),
      extra('create table later (id int)', 1),
    ]
    await migrate(runner)
    expect((await migrate(runner, { all })).map(({ name }) => name)).toEqual(['extra1'])
    expect((await pendingMigrations(runner, all)).map(({ name }) => name)).toEqual(['extra'])
    expect(await lackingMigrations(runner, all)).toEqual([])
    expect(await lackingMigrations(runner, [...all, extra('select 1', 2)])).toHaveLength(1)
    expect((await migrate(runner, { all, contract: true })).map(({ name }) => name)).toEqual(['extra'])

    const other = await emptyDatabase()
    const fresh = await nodePostgresScript({ url: other.url })
    expect(await migrate(fresh, { all })).toHaveLength(all.length)
    await fresh.close()
    await other.drop()
  })

  test('refuses a step that destroys and does not say why it may, and applies nothing', async () => {
    const all = [...migrations, extra('create table later (id int)'), extra('drop table leases', 1)]
    await expect(migrate(runner, { all, contract: true })).rejects.toThrow(
      /^Nothing was applied\.\n {2}extra1 drops the table leases\. Begin it with “-- contract: /,
    )
    expect(await pendingMigrations(runner)).toEqual(migrations)
  })

  test('goes on where a program that knew no kinds had begun', async () => {
    await migrate(runner, { all: migrations.slice(0, 5) })
    await runner.run('alter table holdfast_migrations drop column kind, drop column covers')
    expect((await distance(runner)).pending).toEqual(migrations.slice(5))
    await migrate(runner)
    expect(
      await rows(`select kind, count(*)::int from holdfast_migrations where covers->'captures' is not null
        group by kind`),
    ).toEqual([{ kind: 'expand', count: migrations.length - 5 }])
  })

  test('gives its locks back and tries again, and says who is in the way', async () => {
    await migrate(runner)
    const said: string[] = []
    const idle = new Client({ connectionString: database.url, application_name: 'a forgotten window' })
    await idle.connect()
    await idle.query('begin; select from customers')
    const asked = {
      all: [...migrations, extra('alter table customers add column nickname text')],
      say: (line: string) => void said.push(line),
      beside: () => nodePostgresScript({ url: database.url }),
    }
    await expect(migrate(runner, { ...asked, tries: 1 })).rejects.toThrow(
      /^The migration extra did not get its locks in 1 tries: pid \d+ \(a forgotten window, idle in transaction\) \(\d+ s\)\. Let it end, /,
    )
    const trying = migrate(runner, asked)
    await expect.poll(() => said, { timeout: 20_000 }).toHaveLength(1)
    expect(said[0]).toMatch(/^extra waits for its locks \(try 1 of 5\): pid \d+ \(a forgotten window, /)
    await idle.end()
    expect((await trying).map(({ name }) => name)).toEqual(['extra'])
  })

  test('makes tables that belong to nobody who logs in, and open to nobody until told', async () => {
    await migrate(runner, { all: [...migrations, extra('create table notes (id int)')] })
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
    expect((await migrate(migrator, { all: [...migrations, later] })).map(({ name }) => name)).toEqual([
      'extra',
    ])
    await migrator.run('select audit.prepare_partitions()')
    await migrator.close()
    expect(
      await rows(`select tableowner from pg_tables where tablename in ('notes', 'more') order by tablename`),
    ).toEqual([{ tableowner: 'audit_owner' }, { tableowner: 'app_owner' }])
  })
})
