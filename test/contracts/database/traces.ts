/** What a call leaves for the next one: nothing. */
import { describe, expect, test } from 'vitest'
import { failureOf, type Given, sql } from './given.ts'

export function traces(given: Given) {
  describe('leaves nothing behind', () => {
    test('a context reaches triggers and policies, and is gone afterwards', async () => {
      const context = sql(`select set_config('app.ctx', $1, true)`, 'alice')
      const results = await given.db.atomic([
        context,
        sql(`insert into things values (30, 'seen')`),
        sql(`select who from seen where thing = 30`),
        sql(`set local role ${given.role}`),
        sql('select secret from secrets'),
      ])
      expect(results[2]).toEqual([{ who: 'alice' }])
      expect(results[4]).toEqual([{ secret: 'a' }])
      for (let call = 0; call < 12; call++) {
        const [row] = await given.db.query(
          sql(`select coalesce(current_setting('app.ctx', true), '') as ctx, current_user as who`),
        )
        expect(row?.ctx).toBe('')
        expect(row?.who).not.toBe(given.role)
      }
    })

    test('a failed batch leaves no context, no lock and no open transaction', async () => {
      await failureOf(
        given.db.atomic([
          sql(`select set_config('app.ctx', 'mallory', true)`),
          sql('select pg_advisory_xact_lock(7)'),
          sql('select 1/0'),
        ]),
      )
      for (let call = 0; call < 12; call++) {
        const [row] = await given.db.query(
          sql(
            `select coalesce(current_setting('app.ctx', true), '') as ctx, now() = statement_timestamp() as own`,
          ),
        )
        expect(row?.ctx).toBe('')
      }
      expect(
        await given.db.query(
          sql(
            `select count(*)::int as n from pg_locks join pg_database d on d.oid = database where locktype = 'advisory' and datname = current_database()`,
          ),
        ),
      ).toEqual([{ n: 0 }])
    })

    test('a call runs once, however often its promise is awaited', async () => {
      const insert = given.db.query(sql(`insert into things values (31, 'once') returning id`))
      expect(await insert).toEqual(await insert)
      const batch = given.db.atomic([sql(`insert into things values (32, 'once more')`)])
      await batch
      await batch
      expect(await given.count('id in (31, 32)')).toBe(2)
    })
  })
}
