import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPglite } from '../../../src/drivers/postgres/pglite.ts'
import { nodePostgresScript } from '../../../src/drivers/postgres/script.ts'
import type { ScriptRunner } from '../../../src/ports/script.ts'
import { postgresUrl } from '../../support/servers.ts'
import { scratchDatabase } from './scratch.ts'

const sql = (text: string, ...params: (string | number | null)[]) => ({ text, params })

interface Opened {
  readonly script: ScriptRunner
  close(): Promise<void>
}

async function onPostgres(): Promise<Opened> {
  const { url, drop } = await scratchDatabase(postgresUrl ?? '')
  const script = await nodePostgresScript({ url })
  return { script, close: () => script.close().then(drop) }
}

async function onPglite(): Promise<Opened> {
  const { database, script } = await openPglite()
  return { script, close: () => database.close() }
}

describe.each([
  { name: 'node-postgres', open: onPostgres, skip: !postgresUrl },
  { name: 'pglite', open: onPglite, skip: false },
])('a script on $name', ({ open, skip }) => {
  describe.skipIf(skip)('runs', () => {
    let opened: Opened
    let script: ScriptRunner
    beforeAll(async () => {
      opened = await open()
      script = opened.script
    })
    afterAll(() => opened.close())

    const exists = async (table: string) =>
      (await script.query(sql('select to_regclass($1) is not null as there', table)))[0]?.there

    test('many statements, functions with semicolons among them', async () => {
      await script.run(`
        -- a comment; with a semicolon
        create table first (n int);
        create function one() returns int language plpgsql as $$ begin return 1; end $$;
        insert into first select one();
      `)
      expect(await script.query(sql('select n from first'))).toEqual([{ n: 1 }])
    })

    test('all or nothing, and says in Postgres’ own words what was wrong', async () => {
      const error = await script
        .run('create table second (n int); insert into nowhere values (1)')
        .catch((e) => e)
      expect(error).toMatchObject({ name: 'DatabaseError', code: '42P01' })
      expect(error.message).not.toContain('nowhere')
      expect(error.cause.message).toContain('nowhere')
      expect(await exists('second')).toBe(false)
      await script.run('create table second (n int)')
      expect(await exists('second')).toBe(true)
    })

    test('transactions of its own', async () => {
      await script.run('begin; create table third (n int); commit;')
      expect(await exists('third')).toBe(true)
      await expect(
        script.run('begin; create table fourth (n int); select 1/0; commit;'),
      ).rejects.toMatchObject({
        code: '22012',
      })
      expect(await exists('fourth')).toBe(false)
    })

    test('and rolls back what it leaves open', async () => {
      await expect(script.run('begin; create table fifth (n int)')).rejects.toThrow('left a transaction open')
      expect(await exists('fifth')).toBe(false)
    })

    test('with values read as everywhere', async () => {
      await script.run(`set timezone = 'UTC'`)
      expect(
        await script.query(
          sql(`select 1::int8 as big, '2026-01-02 03:04:05+01'::timestamptz as at, '{"a":1}'::jsonb as json`),
        ),
      ).toEqual([{ big: '1', at: '2026-01-02 02:04:05+00', json: { a: 1 } }])
    })
  })
})

test('what a script sets for itself on an embedded database does not reach the callers after it', async () => {
  const { database, script } = await openPglite()
  await script.run(`create role nobody; set timezone = 'Asia/Tokyo'; set app.ctx = 'x'; set role nobody`)
  expect(
    await database.query(
      sql(
        `select current_user::text as who, current_setting('TimeZone') as zone, current_setting('app.ctx', true) as ctx`,
      ),
    ),
  ).toEqual([{ who: 'postgres', zone: 'UTC', ctx: '' }])
  await database.close()
})
