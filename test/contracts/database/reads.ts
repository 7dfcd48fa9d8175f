/** Values, from a statement and back. */
import { describe, expect, test } from 'vitest'
import { type Given, sql } from './given.ts'
import { values } from './values.ts'

export function reads(given: Given) {
  describe('reads values alike', () => {
    test.each(values)('%s', async (expression, expected) => {
      const statement = sql(`select ${expression} as value`)
      for (let time = 0; time < 3; time++)
        expect(await given.db.query(statement)).toEqual([{ value: expected }])
      expect(await given.db.atomic([statement, statement])).toEqual([
        [{ value: expected }],
        [{ value: expected }],
      ])
    })

    test('and binds parameters as text, typed by the statement', async () => {
      const [row] = await given.db.query(
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
      expect(await given.db.query(sql('select 1 as a, 2 as b, 3 as a'))).toEqual([{ a: 3, b: 2 }])
    })

    test('no rows, no columns and no statement at all', async () => {
      expect(await given.db.query(sql('select 1 as a where false'))).toEqual([])
      expect(await given.db.query(sql('select'))).toEqual([{}])
      expect(await given.db.query(sql('analyze things'))).toEqual([])
      expect(await given.db.query(sql('-- nothing'))).toEqual([])
    })

    test('a large result', async () => {
      const rows = await given.db.query(
        sql(`select n, repeat('x', 100) as x from generate_series(1, $1::int) n`, 20_000),
      )
      expect(rows).toHaveLength(20_000)
      expect(rows.at(-1)).toEqual({ n: 20_000, x: 'x'.repeat(100) })
    })
  })
}
