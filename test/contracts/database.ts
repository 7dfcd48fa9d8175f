/** What every driver of the database port must do, against the real thing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, type DatabaseError, isDatabaseError } from '../../src/ports/database.ts'
import { values } from './database-values.ts'

export interface DatabaseFeatures {
  /** Can a statement that runs be stopped? PGlite’s cannot: it blocks the process. */
  readonly cancels: boolean
  /** Can two calls run at the same time? */
  readonly concurrent: boolean
}

const sql = (text: string, ...params: (string | number | boolean | null)[]) => ({ text, params })

/** The error of a call that must fail. */
async function failureOf(call: Promise<unknown>): Promise<DatabaseError> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!isDatabaseError(error)) throw new Error('expected a DatabaseError', { cause: error })
  return error
}

/** `open` answers with a database that nobody else uses, and of which the caller may create roles. */
export function databaseContract(name: string, open: () => Promise<Database>, features: DatabaseFeatures) {
  describe(`${name} as a database`, () => {
    let db: Database
    const role = `contract_${crypto.randomUUID().slice(0, 8)}`

    beforeAll(async () => {
      db = await open()
      await db.atomic([
        sql(`create table things (id int primary key, label text not null unique, amount numeric)`),
        sql(`create table parts (id int primary key,
          thing int not null references things deferrable initially deferred)`),
        sql(`create table seen (thing int, who text)`),
        sql(`create function see() returns trigger language plpgsql as $$ begin
          insert into seen values (new.id, current_setting('app.ctx', true)); return null; end $$`),
        sql(`create trigger see after insert on things for each row execute function see()`),
        sql(`create table secrets (owner text, secret text)`),
        sql(`alter table secrets enable row level security`),
        sql(`create policy own on secrets using (owner = nullif(current_setting('app.ctx', true), ''))`),
        sql(`insert into secrets values ('alice', 'a'), ('bob', 'b')`),
        sql(`create role ${role}`),
        sql(`grant select on secrets to ${role}`),
      ])
    })

    afterAll(async () => {
      await db.atomic([sql(`drop owned by ${role}`), sql(`drop role ${role}`)])
      await db.close()
    })

    const count = async (condition: string) =>
      (await db.query(sql(`select count(*)::int as n from things where ${condition}`)))[0]?.n

    describe('reads values alike', () => {
      test.each(values)('%s', async (expression, expected) => {
        const statement = sql(`select ${expression} as value`)
        for (let time = 0; time < 3; time++) expect(await db.query(statement)).toEqual([{ value: expected }])
        expect(await db.atomic([statement, statement])).toEqual([
          [{ value: expected }],
          [{ value: expected }],
        ])
      })

      test('and binds parameters as text, typed by the statement', async () => {
        const [row] = await db.query(
          sql(
            `select $1::int8 + 1 as big, $2::boolean as yes, $3::jsonb -> 'a' as json, $4::text is null as nothing,
              $5::text as text, $6::numeric as money, $7::timestamptz as at, $8::bytea as bytes, $9::text[] as list`,
            '9007199254740993',
            true,
            '{"a":[1,"two"]}',
            null,
            `'); drop table things; -- 😀 \\ "`,
            12.5,
            '2026-01-02T03:04:05.678901+02:00',
            '\\x00ff',
            '{a,"b,c"}',
          ),
        )
        expect(row).toEqual({
          big: '9007199254740994',
          yes: true,
          json: [1, 'two'],
          nothing: true,
          text: `'); drop table things; -- 😀 \\ "`,
          money: '12.5',
          at: '2026-01-02 01:04:05.678901+00',
          bytes: '\\x00ff',
          list: '{a,"b,c"}',
        })
      })

      test('the last of two columns with one name wins', async () => {
        expect(await db.query(sql('select 1 as a, 2 as b, 3 as a'))).toEqual([{ a: 3, b: 2 }])
      })

      test('no rows, no columns and no statement at all', async () => {
        expect(await db.query(sql('select 1 as a where false'))).toEqual([])
        expect(await db.query(sql('select'))).toEqual([{}])
        expect(await db.query(sql('analyze things'))).toEqual([])
        expect(await db.query(sql('-- nothing'))).toEqual([])
      })

      test('a large result', async () => {
        const rows = await db.query(
          sql(`select n, repeat('x', 100) as x from generate_series(1, $1::int) n`, 20_000),
        )
        expect(rows).toHaveLength(20_000)
        expect(rows.at(-1)).toEqual({ n: 20_000, x: 'x'.repeat(100) })
      })
    })

    describe('tells what went wrong', () => {
      test.each<[code: string, text: string, fields: object]>([
        [
          '23505',
          `insert into things values (1, 'private'), (2, 'private')`,
          { table: 'things', constraint: 'things_label_key' },
        ],
        ['23502', `insert into things values (3, null)`, { table: 'things', column: 'label' }],
        ['23503', `insert into parts values (1, 99999)`, { table: 'parts', constraint: 'parts_thing_fkey' }],
        ['42703', `select nothing from things`, {}],
        ['42P01', `select 1 from private_table`, {}],
        ['42601', `select 1; select 2`, {}],
        ['42601', `selec 'private'`, {}],
        ['22P02', `select 'private'::int`, {}],
        ['22012', `select 1 / 0`, {}],
        ['P0001', `do $$ begin raise exception 'private'; end $$`, {}],
      ])('%s for %s', async (code, text, fields) => {
        for (const call of [
          () => db.query(sql(text)),
          () => db.atomic([sql('select 1'), sql(text), sql('select 2')]),
        ]) {
          const error = await failureOf(call())
          expect(error).toMatchObject({ code, ...fields })
          expect(error.message).not.toMatch(/private|select|insert|\b1\b/i)
        }
        expect(await db.query(sql('select 1 as fine'))).toEqual([{ fine: 1 }])
      })

      test('details are kept apart from the message', async () => {
        const error = await failureOf(db.query(sql(`insert into things values (1, 'x'), (1, 'y')`)))
        expect(error.detail).toContain('(id)=(1)')
        expect(error.message).not.toContain('(1)')
      })

      test('a statement fails again and again in the same way, and works again when it can', async () => {
        const divide = (by: number) => db.atomic([sql('select 12 / $1::int as n', by)])
        for (let round = 0; round < 4; round++) {
          expect((await failureOf(divide(0))).code).toBe('22012')
          expect(await divide(4)).toEqual([[{ n: 3 }]])
        }
      })

      test('a table that changes its shape changes what is read, not whether it can be', async () => {
        await db.query(sql('create table shape (a int)'))
        await db.query(sql('insert into shape values (1)'))
        const read = () => db.atomic([sql('select * from shape'), sql('select * from shape')])
        for (let time = 0; time < 3; time++) expect(await read()).toEqual([[{ a: 1 }], [{ a: 1 }]])
        await db.query(sql(`alter table shape add b text default 'b'`))
        for (let time = 0; time < 3; time++)
          expect(await read()).toEqual([[{ a: 1, b: 'b' }], [{ a: 1, b: 'b' }]])
      })
    })

    describe('is atomic', () => {
      test('answers in the order of the statements, each seeing what came before', async () => {
        const results = await db.atomic([
          sql(`insert into things values (10, 'ten') returning id`),
          sql(`update things set amount = 1.50 where id = 10 returning amount`),
          sql(`select label, amount from things where id = 10`),
          sql(`delete from things where id = 10`),
        ])
        expect(results).toEqual([[{ id: 10 }], [{ amount: '1.50' }], [{ label: 'ten', amount: '1.50' }], []])
      })

      test('an empty batch is nothing', async () => {
        expect(await db.atomic([])).toEqual([])
      })

      test('a failure undoes all before it and runs nothing after it', async () => {
        const error = await failureOf(
          db.atomic([
            sql(`insert into things values (20, 'before')`),
            sql(`insert into things values (20, 'twice')`),
            sql(`insert into things values (21, 'after')`),
          ]),
        )
        expect(error.code).toBe('23505')
        expect(await count('id in (20, 21)')).toBe(0)
      })

      test('a deferred constraint fails at the end, and undoes all', async () => {
        const error = await failureOf(
          db.atomic([
            sql(`insert into things values (22, 'kept?')`),
            sql(`insert into parts values (1, 77)`),
            sql('select 1'),
          ]),
        )
        expect(error).toMatchObject({ code: '23503', constraint: 'parts_thing_fkey' })
        expect(await count('id = 22')).toBe(0)
      })

      test('a deferred constraint may be satisfied later in the batch', async () => {
        await db.atomic([
          sql(`insert into parts values (2, 23)`),
          sql(`insert into things values (23, 'late')`),
        ])
        expect(await count('id = 23')).toBe(1)
      })

      test('honours read only and isolation', async () => {
        const write = [sql(`insert into things values (24, 'no')`)]
        expect((await failureOf(db.atomic(write, { readOnly: true }))).code).toBe('25006')
        for (const isolation of ['read committed', 'repeatable read', 'serializable'] as const)
          expect(await db.atomic([sql('show transaction isolation level')], { isolation })).toEqual([
            [{ transaction_isolation: isolation }],
          ])
        expect(await db.atomic([sql('show transaction isolation level')])).toEqual([
          [{ transaction_isolation: 'read committed' }],
        ])
      })

      test.each([
        'begin',
        'COMMIT',
        ' commit',
        ';commit',
        ' ; ; rollback',
        '-- hidden\ncommit',
        '/* hidden /* deeper */ still */ commit',
        '/**/--\r/**/;Commit',
        'end',
        'abort',
        'rollback to x',
        'savepoint x',
        'release x',
        'start transaction',
        `prepare transaction 'x'`,
        `commit prepared 'x'`,
        `set app.ctx = 'x'`,
        `SET SESSION app.ctx = 'x'`,
        `set role nobody`,
        `select set_config('app.ctx', 'x', false)`,
        `select set_config('app.ctx', $1, 'f')`,
        'reset all',
        'discard all',
        'create temp table t (a int)',
        'create local temporary table t (a int)',
        'listen x',
        'declare c cursor with hold for select 1',
        'copy things from stdin',
        'select pg_advisory_lock(1)',
        'select pg_try_advisory_lock_shared (1)',
      ])('refuses %j before anything is sent', async (text) => {
        for (const call of [
          () => db.atomic([sql(`insert into things values (25, 'x')`), sql(text)]),
          () => db.query(sql(text)),
        ]) {
          const error = await call().catch((cause: unknown) => cause)
          expect(error).toBeInstanceOf(Error)
          expect(isDatabaseError(error)).toBe(false)
        }
        expect(await count('id = 25')).toBe(0)
      })

      test('lets what belongs to the transaction pass', async () => {
        const [, , , , [row] = []] = await db.atomic([
          sql(`set local statement_timeout = '5s'`),
          sql('set constraints all immediate'),
          sql('select pg_advisory_xact_lock(1)'),
          sql(`-- begin: a comment only\nselect 'commit' as word`),
          sql(`/* set x */ select current_setting('statement_timeout') as timeout`),
        ])
        expect(row).toEqual({ timeout: '5s' })
      })
    })

    describe('leaves nothing behind', () => {
      test('a context reaches triggers and policies, and is gone afterwards', async () => {
        const context = sql(`select set_config('app.ctx', $1, true)`, 'alice')
        const results = await db.atomic([
          context,
          sql(`insert into things values (30, 'seen')`),
          sql(`select who from seen where thing = 30`),
          sql(`set local role ${role}`),
          sql('select secret from secrets'),
        ])
        expect(results[2]).toEqual([{ who: 'alice' }])
        expect(results[4]).toEqual([{ secret: 'a' }])
        for (let call = 0; call < 12; call++) {
          const [row] = await db.query(
            sql(`select coalesce(current_setting('app.ctx', true), '') as ctx, current_user as who`),
          )
          expect(row?.ctx).toBe('')
          expect(row?.who).not.toBe(role)
        }
      })

      test('a failed batch leaves no context, no lock and no open transaction', async () => {
        await failureOf(
          db.atomic([
            sql(`select set_config('app.ctx', 'mallory', true)`),
            sql('select pg_advisory_xact_lock(7)'),
            sql('select 1/0'),
          ]),
        )
        for (let call = 0; call < 12; call++) {
          const [row] = await db.query(
            sql(
              `select coalesce(current_setting('app.ctx', true), '') as ctx, now() = statement_timestamp() as own`,
            ),
          )
          expect(row?.ctx).toBe('')
        }
        expect(
          await db.query(sql(`select count(*)::int as n from pg_locks where locktype = 'advisory'`)),
        ).toEqual([{ n: 0 }])
      })

      test('a call runs once, however often its promise is awaited', async () => {
        const insert = db.query(sql(`insert into things values (31, 'once') returning id`))
        expect(await insert).toEqual(await insert)
        const batch = db.atomic([sql(`insert into things values (32, 'once more')`)])
        await batch
        await batch
        expect(await count('id in (31, 32)')).toBe(2)
      })
    })

    describe('keeps Postgres’ rules for statements with several changes', () => {
      test('a child may come before its parent; the main query sees neither, except what they return', async () => {
        const [row] = await db.query(
          sql(`with child as (insert into parts values (3, 40) returning 1), parent as (insert into things values (40, 'p') returning id)
            select (select count(*)::int from things where id = 40) as seen, (select id from parent) as returned`),
        )
        expect(row).toEqual({ seen: 0, returned: 40 })
        expect(await count('id = 40')).toBe(1)
      })

      test('a change that nobody refers to runs; a setting that nobody refers to does not', async () => {
        await db.atomic([
          sql(
            `with s as (select set_config('app.ctx', 'unread', true)), i as (insert into things values (41, 'alone')) select 1`,
          ),
        ])
        expect(await db.query(sql(`select coalesce(who, '') as who from seen where thing = 41`))).toEqual([
          { who: '' },
        ])
      })

      test('a guard stops a batch', async () => {
        const error = await failureOf(
          db.atomic([
            sql(`insert into things values (42, 'guarded')`),
            sql(
              `with u as (update things set amount = 1 where id = -1 returning 1) select 1 / (select count(*) from u)::int`,
            ),
          ]),
        )
        expect(error.code).toBe('22012')
        expect(await count('id = 42')).toBe(0)
      })
    })

    describe('knows when to give up', () => {
      test('a call whose signal has fired is not begun, and says so', async () => {
        const signal = AbortSignal.abort()
        expect((await failureOf(db.query(sql('select 1'), { signal }))).code).toBe('57014')
        expect(
          (await failureOf(db.atomic([sql(`insert into things values (50, 'no')`)], { signal }))).code,
        ).toBe('57014')
        expect(await count('id = 50')).toBe(0)
      })

      test('a signal that fires later harms nobody', async () => {
        const stop = new AbortController()
        await db.query(sql('select 1'), { signal: stop.signal })
        stop.abort()
        expect(await db.query(sql('select 1 as fine'))).toEqual([{ fine: 1 }])
      })

      test.skipIf(!features.cancels)('a statement is left at once and stopped at the server', async () => {
        const marker = `/* ${crypto.randomUUID()} */`
        for (const call of [
          (signal: AbortSignal) => db.query(sql(`select ${marker} pg_sleep(20)`), { signal }),
          (signal: AbortSignal) =>
            db.atomic([sql(`insert into things values (51, 'no')`), sql(`select ${marker} pg_sleep(20)`)], {
              signal,
            }),
        ]) {
          const started = performance.now()
          const error = await failureOf(call(AbortSignal.timeout(150)))
          expect(error.code).toBeUndefined()
          expect(performance.now() - started).toBeLessThan(1500)
        }
        await expect
          .poll(
            () =>
              db.query(
                sql(
                  `select count(*)::int as n from pg_stat_activity where query like $1 and state = 'active' and pid <> pg_backend_pid()`,
                  `%${marker}%`,
                ),
              ),
            { timeout: 5000 },
          )
          .toEqual([{ n: 0 }])
        expect(await count('id = 51')).toBe(0)
      })
    })

    describe.skipIf(!features.concurrent)('under concurrency', () => {
      test('a serialization failure is told as one, and the batch succeeds when sent again', async () => {
        await db.atomic([sql('create table balance (n int)'), sql('insert into balance values (1), (2)')])
        const write = () =>
          db.atomic(
            [
              sql('select sum(n) from balance'),
              sql('select pg_sleep(0.3)'),
              sql('insert into balance select sum(n) from balance'),
            ],
            { isolation: 'serializable' },
          )
        const outcomes = await Promise.allSettled([write(), write()])
        const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
        expect(failed.map(({ reason }) => reason.code)).toEqual(['40001'])
        await write()
        expect(await db.query(sql('select n from balance order by n'))).toEqual([
          { n: 1 },
          { n: 2 },
          { n: 3 },
          { n: 6 },
        ])
      })

      test('of 32 batches with one key one does the work and all see it', async () => {
        await db.atomic([
          sql('create table claims (key text primary key, by int)'),
          sql('create table effects (n int)'),
        ])
        const attempt = (by: number) =>
          db.atomic([
            sql(
              `with claim as (insert into claims values ('k', $1::int) on conflict do nothing returning by)
                insert into effects select by from claim`,
              by,
            ),
            sql(`select by from claims where key = 'k'`),
          ])
        const answers = await Promise.all(Array.from({ length: 32 }, (_, by) => attempt(by)))
        const [effect] = await db.query(sql('select count(*)::int as n, min(n) as by from effects'))
        expect(effect?.n).toBe(1)
        expect(new Set(answers.map(([, rows]) => rows?.[0]?.by))).toEqual(new Set([effect?.by]))
      })
    })

    test('many calls at once get each its own answer, failures among them', async () => {
      const calls = Array.from({ length: 200 }, (_, n) =>
        n % 5 === 0
          ? failureOf(db.atomic([sql('select $1::int', n), sql('select 1 / 0')])).then((error) => error.code)
          : db.atomic([sql('select $1::int as n', n), sql('select $1::int * 2 as n', n)]),
      )
      const answers = await Promise.all(calls)
      for (const [n, answer] of answers.entries())
        expect(answer).toEqual(n % 5 === 0 ? '22012' : [[{ n }], [{ n: n * 2 }]])
    })
  })
}
