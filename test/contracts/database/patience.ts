/** Signals. */
import { describe, expect, test } from 'vitest'
import { failureOf, type Given, sql } from './given.ts'

export function patience(given: Given) {
  describe('knows when to give up', () => {
    test('a call whose signal has fired is not begun, and says so', async () => {
      const signal = AbortSignal.abort()
      expect((await failureOf(given.db.query(sql('select 1'), { signal }))).code).toBe('57014')
      expect(
        (await failureOf(given.db.atomic([sql(`insert into things values (50, 'no')`)], { signal }))).code,
      ).toBe('57014')
      expect(await given.count('id = 50')).toBe(0)
    })

    test('a signal that fires later harms nobody', async () => {
      const stop = new AbortController()
      await given.db.query(sql('select 1'), { signal: stop.signal })
      stop.abort()
      expect(await given.db.query(sql('select 1 as fine'))).toEqual([{ fine: 1 }])
    })

    test.skipIf(!given.features.cancels)(
      'a statement is left at once and stopped at the server',
      async () => {
        const marker = `/* ${crypto.randomUUID()} */`
        for (const call of [
          (signal: AbortSignal) => given.db.query(sql(`select ${marker} pg_sleep(20)`), { signal }),
          (signal: AbortSignal) =>
            given.db.atomic(
              [sql(`insert into things values (51, 'no')`), sql(`select ${marker} pg_sleep(20)`)],
              {
                signal,
              },
            ),
        ]) {
          const started = performance.now()
          const error = await failureOf(call(AbortSignal.timeout(150)))
          expect(error.code).toBeUndefined()
          expect(performance.now() - started).toBeLessThan(1500)
        }
        await expect
          .poll(
            () =>
              given.db.query(
                sql(
                  `select count(*)::int as n from pg_stat_activity where query like $1 and state = 'active' and pid <> pg_backend_pid()`,
                  `%${marker}%`,
                ),
              ),
            { timeout: 5000 },
          )
          .toEqual([{ n: 0 }])
        expect(await given.count('id = 51')).toBe(0)
      },
    )
  })
}
