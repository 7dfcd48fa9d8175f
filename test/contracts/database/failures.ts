/** What a failure says, and what it leaves. */
import { describe, expect, test } from 'vitest'
import { failureOf, type Given, sql } from './given.ts'

export function failures(given: Given) {
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
        () => given.db.query(sql(text)),
        () => given.db.atomic([sql('select 1'), sql(text), sql('select 2')]),
      ]) {
        const error = await failureOf(call())
        expect(error).toMatchObject({ code, ...fields })
        expect(error.message).not.toMatch(/private|select|insert|\b1\b/i)
      }
      expect(await given.db.query(sql('select 1 as fine'))).toEqual([{ fine: 1 }])
    })

    test('details are kept apart from the message', async () => {
      const error = await failureOf(given.db.query(sql(`insert into things values (1, 'x'), (1, 'y')`)))
      expect(error.detail).toContain('(id)=(1)')
      expect(error.message).not.toContain('(1)')
    })

    test('a statement fails again and again in the same way, and works again when it can', async () => {
      const divide = (by: number) => given.db.atomic([sql('select 12 / $1::int as n', by)])
      for (let round = 0; round < 4; round++) {
        expect((await failureOf(divide(0))).code).toBe('22012')
        expect(await divide(4)).toEqual([[{ n: 3 }]])
      }
    })

    test('a table that changes its shape changes what is read, not whether it can be', async () => {
      await given.db.query(sql('create table shape (a int)'))
      await given.db.query(sql('insert into shape values (1)'))
      const read = () => given.db.atomic([sql('select * from shape'), sql('select * from shape')])
      for (let time = 0; time < 3; time++) expect(await read()).toEqual([[{ a: 1 }], [{ a: 1 }]])
      await given.db.query(sql(`alter table shape add b text default 'b'`))
      for (let time = 0; time < 3; time++)
        expect(await read()).toEqual([[{ a: 1, b: 'b' }], [{ a: 1, b: 'b' }]])
    })
  })
}
