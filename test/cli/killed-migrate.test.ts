/** A migrator that is killed in the middle, again and again: the next one goes on, and the schema is the same in the end. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrations } from '../../src/store/migrations.ts'
import { migrationOf } from '../entry/versions/migrations.ts'
import { type Built, buildProgram } from '../support/built.ts'
import { runCommand } from '../support/command.ts'
import { type EmptyDatabase, emptyDatabase } from '../support/empty-database.ts'
import { temporaryFolder, usualSettings } from '../support/runtime.ts'
import { postgresUrl } from '../support/servers.ts'

/** So many databases, each killed over and over. */
const rounds = Number(process.env.KILLED_MIGRATIONS ?? 2)

/** Each takes a while on many rows, so that it is met in the middle. */
const later = [
  ...migrations,
  migrationOf(0, 'nickname', 'alter table customers add column nickname text;'),
  migrationOf(
    1,
    'nicknames',
    `select set_config('app.ctx', '{"actor_kind":"system","action":"test:migrate"}', true);
     update customers set nickname = upper(name), name = name || '.'; select pg_sleep(0.2);`,
  ),
  migrationOf(
    2,
    'places',
    `create table places (id uuid primary key, name text);
     insert into places select id, nickname from customers; create index places_name on places (name); select pg_sleep(0.2);`,
  ),
  migrationOf(
    3,
    'obligatory',
    `-- contract: every version that runs fills it
     alter table customers alter column nickname set not null; select pg_sleep(0.2);`,
  ),
]

describe.skipIf(!postgresUrl)('holdfast migrate, killed', () => {
  const folder = temporaryFolder()
  let program: Built
  const closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    program = await buildProgram({ migrations: later })
  })
  afterAll(async () => {
    for (const close of closing) await close()
    program?.remove()
    folder.remove()
  })

  const fresh = async (): Promise<EmptyDatabase> => {
    const database = await emptyDatabase()
    closing.push(database.drop)
    return database
  }
  const command = () => [process.execPath, `${program.folder}/holdfast.js`, 'migrate', '--contract']
  const settings = (url: string) => ({ ...usualSettings(folder.path), MIGRATION_DATABASE_URL: url })

  async function schemaOf(url: string): Promise<string> {
    const { stdout } = await promisify(execFile)('pg_dump', ['--schema-only', url], { maxBuffer: 1 << 26 })
    return stdout.replaceAll(/^(\\|--).*$/gm, '')
  }

  async function rows(url: string, sql: string) {
    const client = new Client(url)
    await client.connect()
    return (await client.query(sql).finally(() => client.end())).rows
  }

  /** Kills it a random while after it began until it comes to its end; how often it was killed, and after how many migrations. */
  async function killUntilDone(url: string): Promise<number[]> {
    const met: number[] = []
    for (let most = 100; ; most += 40) {
      const [file = '', ...args] = command()
      const { PATH = '', HOME = '' } = process.env
      const child = spawn(file, args, {
        env: { PATH, HOME, ...settings(url) },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const ended = once(child, 'exit')
      // It says its plan first.
      await Promise.race([ended, once(child.stdout, 'data')])
      await Promise.race([ended, sleep(Math.random() * most)])
      child.kill('SIGKILL')
      const [code] = await ended
      if (code !== null) {
        expect(code).toBe(0)
        return met
      }
      const [journal] = await rows(url, `select to_regclass('holdfast_migrations') is not null as begun`)
      const [row] = journal?.begun
        ? await rows(url, 'select count(*)::int from holdfast_migrations')
        : [{ count: 0 }]
      met.push(row.count)
    }
  }

  test('on an empty database', async () => {
    const unbroken = await fresh()
    expect(await runCommand(command(), settings(unbroken.url))).toMatchObject({ code: 0 })
    const wanted = await schemaOf(unbroken.url)
    for (let round = 0; round < rounds; round++) {
      const { url } = await fresh()
      const met = await killUntilDone(url)
      console.info(`empty: killed ${met.length} times, after ${met.join(', ')} of ${later.length} migrations`)
      expect(met.length).toBeGreaterThan(0)
      expect(await schemaOf(url)).toBe(wanted)
      expect(await rows(url, 'select count(*)::int from holdfast_migrations')).toEqual([
        { count: later.length },
      ])
    }
  }, 280_000)

  test('on one with rows, none of which is done twice', async () => {
    const filled = async () => {
      const { url } = await fresh()
      const [first = '', ...rest] = command()
      const before = await buildProgram({ migrations })
      expect(
        await runCommand([first, `${before.folder}/holdfast.js`, ...rest.slice(1)], settings(url)),
      ).toMatchObject({ code: 0 })
      before.remove()
      await rows(
        url,
        `begin; select set_config('app.ctx', '{"actor_kind":"system","action":"test:migrate"}', true);
         insert into users (id, email, password_hash, name) values ('00000000-0000-7000-8000-000000000001', 'a@example.com', 'x', 'A');
         insert into customers (id, owner_id, created_by, name)
         select gen_random_uuid(), id, id, 'Row ' || n from users, generate_series(1, 5000) n; commit`,
      )
      return url
    }
    const records = `select operation, count(*)::int from audit_logs where entity = 'customers' group by 1 order by 1`
    const unbroken = await filled()
    expect(await runCommand(command(), settings(unbroken))).toMatchObject({ code: 0 })
    const wanted = await schemaOf(unbroken)
    for (let round = 0; round < rounds; round++) {
      const url = await filled()
      const met = await killUntilDone(url)
      console.info(`5,000 rows: killed ${met.length} times, after ${met.join(', ')} migrations`)
      expect(met.length).toBeGreaterThan(0)
      expect(await schemaOf(url)).toBe(wanted)
      expect(await rows(url, records)).toEqual([
        { operation: 'INSERT', count: 5000 },
        { operation: 'UPDATE', count: 5000 },
      ])
      expect(await rows(url, 'select count(*)::int from places')).toEqual([{ count: 5000 }])
    }
  }, 280_000)
})
