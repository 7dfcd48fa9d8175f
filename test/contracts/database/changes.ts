/** Postgres’ own rules for several changes in one statement, which callers rely on. */
import { describe, expect, test } from 'vitest'
import { failureOf, type Given, sql } from './given.ts'

export function changes(given: Given) {
  describe('keeps Postgres’ rules for statements with several changes', () => {
    test('a child may come before its parent; the main query sees neither, except what they return', async () => {
      const [row] = await given.db.query(
        sql(`with child as (insert into parts values (3, 40) returning 1), parent as (insert into things values (40, 'p') returning id)
            select (select count(*)::int from things where id = 40) as seen, (select id from parent) as returned`),
      )
      expect(row).toEqual({ seen: 0, returned: 40 })
      expect(await given.count('id = 40')).toBe(1)
    })

    test('a change that nobody refers to runs; a setting that nobody refers to does not', async () => {
      await given.db.atomic([
        sql(
          `with s as (select set_config('app.ctx', 'unread', true)), i as (insert into things values (41, 'alone')) select 1`,
        ),
      ])
      expect(await given.db.query(sql(`select coalesce(who, '') as who from seen where thing = 41`))).toEqual(
        [{ who: '' }],
      )
    })

    test('a guard stops a batch', async () => {
      const error = await failureOf(
        given.db.atomic([
          sql(`insert into things values (42, 'guarded')`),
          sql(
            `with u as (update things set amount = 1 where id = -1 returning 1) select 1 / (select count(*) from u)::int`,
          ),
        ]),
      )
      expect(error.code).toBe('22012')
      expect(await given.count('id = 42')).toBe(0)
    })
  })
}
