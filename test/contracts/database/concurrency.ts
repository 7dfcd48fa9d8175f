/** Many at once. */
import { describe, expect, test } from 'vitest'
import { failureOf, type Given, sql } from './given.ts'

export function concurrency(given: Given) {
  describe.skipIf(!given.features.concurrent)('under concurrency', () => {
    test('a serialization failure is told as one, and the batch succeeds when sent again', async () => {
      await given.db.atomic([sql('create table balance (n int)'), sql('insert into balance values (1), (2)')])
      const write = () =>
        given.db.atomic(
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
      expect(await given.db.query(sql('select n from balance order by n'))).toEqual([
        { n: 1 },
        { n: 2 },
        { n: 3 },
        { n: 6 },
      ])
    })

    test('of 32 batches with one key one does the work and all see it', async () => {
      await given.db.atomic([
        sql('create table claims (key text primary key, by int)'),
        sql('create table effects (n int)'),
      ])
      const attempt = (by: number) =>
        given.db.atomic([
          sql(
            `with claim as (insert into claims values ('k', $1::int) on conflict do nothing returning by)
                insert into effects select by from claim`,
            by,
          ),
          sql(`select by from claims where key = 'k'`),
        ])
      const answers = await Promise.all(Array.from({ length: 32 }, (_, by) => attempt(by)))
      const [effect] = await given.db.query(sql('select count(*)::int as n, min(n) as by from effects'))
      expect(effect?.n).toBe(1)
      expect(new Set(answers.map(([, rows]) => rows?.[0]?.by))).toEqual(new Set([effect?.by]))
    })
  })

  test('many calls at once get each its own answer, failures among them', async () => {
    const calls = Array.from({ length: 200 }, (_, n) =>
      n % 5 === 0
        ? failureOf(given.db.atomic([sql('select $1::int', n), sql('select 1 / 0')])).then(
            (error) => error.code,
          )
        : given.db.atomic([sql('select $1::int as n', n), sql('select $1::int * 2 as n', n)]),
    )
    const answers = await Promise.all(calls)
    for (const [n, answer] of answers.entries())
      expect(answer).toEqual(n % 5 === 0 ? '22012' : [[{ n }], [{ n: n * 2 }]])
  })
}
