/** All or nothing. */
import { describe, expect, test } from 'vitest'
import { isDatabaseError } from '../../../src/ports/database.ts'
import { failureOf, type Given, sql } from './given.ts'

export function atomic(given: Given) {
  describe('is atomic', () => {
    test('answers in the order of the statements, each seeing what came before', async () => {
      const results = await given.db.atomic([
        sql(`insert into things values (10, 'ten') returning id`),
        sql(`update things set amount = 1.50 where id = 10 returning amount`),
        sql(`select label, amount from things where id = 10`),
        sql(`delete from things where id = 10`),
      ])
      expect(results).toEqual([[{ id: 10 }], [{ amount: '1.50' }], [{ label: 'ten', amount: '1.50' }], []])
    })

    test('an empty batch is nothing', async () => {
      expect(await given.db.atomic([])).toEqual([])
    })

    test('a failure undoes all before it and runs nothing after it', async () => {
      const error = await failureOf(
        given.db.atomic([
          sql(`insert into things values (20, 'before')`),
          sql(`insert into things values (20, 'twice')`),
          sql(`insert into things values (21, 'after')`),
        ]),
      )
      expect(error.code).toBe('23505')
      expect(await given.count('id in (20, 21)')).toBe(0)
    })

    test('a deferred constraint fails at the end, and undoes all', async () => {
      const error = await failureOf(
        given.db.atomic([
          sql(`insert into things values (22, 'kept?')`),
          sql(`insert into parts values (1, 77)`),
          sql('select 1'),
        ]),
      )
      expect(error).toMatchObject({ code: '23503', constraint: 'parts_thing_fkey' })
      expect(await given.count('id = 22')).toBe(0)
    })

    test('a deferred constraint may be satisfied later in the batch', async () => {
      await given.db.atomic([
        sql(`insert into parts values (2, 23)`),
        sql(`insert into things values (23, 'late')`),
      ])
      expect(await given.count('id = 23')).toBe(1)
    })

    test('does, answers and undoes what is not to be kept', async () => {
      const trial = [
        sql(`insert into things values (24, 'trial') returning label`),
        sql('select count(*)::int from things where id = 24'),
      ]
      expect(await given.db.atomic(trial, { keep: false })).toEqual([[{ label: 'trial' }], [{ count: 1 }]])
      expect(await given.count('id = 24')).toBe(0)
      expect((await failureOf(given.db.atomic([sql('select 1/0')], { keep: false }))).code).toBe('22012')
      expect(await given.db.atomic(trial)).toEqual([[{ label: 'trial' }], [{ count: 1 }]])
      expect(await given.count('id = 24')).toBe(1)
    })

    test('honours read only and isolation', async () => {
      const write = [sql(`insert into things values (24, 'no')`)]
      expect((await failureOf(given.db.atomic(write, { readOnly: true }))).code).toBe('25006')
      for (const isolation of ['read committed', 'repeatable read', 'serializable'] as const)
        expect(await given.db.atomic([sql('show transaction isolation level')], { isolation })).toEqual([
          [{ transaction_isolation: isolation }],
        ])
      expect(await given.db.atomic([sql('show transaction isolation level')])).toEqual([
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
        () => given.db.atomic([sql(`insert into things values (25, 'x')`), sql(text)]),
        () => given.db.query(sql(text)),
      ]) {
        const error = await call().catch((cause: unknown) => cause)
        expect(error).toBeInstanceOf(Error)
        expect(isDatabaseError(error)).toBe(false)
      }
      expect(await given.count('id = 25')).toBe(0)
    })

    test('lets what belongs to the transaction pass', async () => {
      const [, , , , [row] = []] = await given.db.atomic([
        sql(`set local statement_timeout = '5s'`),
        sql('set constraints all immediate'),
        sql('select pg_advisory_xact_lock(1)'),
        sql(`-- begin: a comment only\nselect 'commit' as word`),
        sql(`/* set x */ select current_setting('statement_timeout') as timeout`),
      ])
      expect(row).toEqual({ timeout: '5s' })
    })
  })
}
