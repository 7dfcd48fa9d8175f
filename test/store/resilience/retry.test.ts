/** Trying again by itself: how often, after how long, of what, and never by everybody at once. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Database, databaseError } from '../../../src/ports/database.ts'
import { breaker } from '../../../src/store/resilience/breaker.ts'
import { resilientDatabase } from '../../../src/store/resilience/database.ts'
import { retry, retryBudget } from '../../../src/store/resilience/retry.ts'
import { fateOf, isOutage } from '../../../src/store/resilience/sqlstate.ts'
import { seed } from './seeded.ts'

const statement = { text: 'select 1', params: [] }

/** A database that fails with these codes, one after the other, and then answers. */
function failing(codes: readonly (string | undefined)[]) {
  const left = [...codes]
  const asked = { times: 0 }
  const paused: number[] = []
  const query: Database['query'] = async () => {
    asked.times++
    if (left.length > 0) throw databaseError('failed', { code: left.shift() })
    return [{ one: 1 }]
  }
  const database = resilientDatabase(
    { query, atomic: async () => [], close: async () => {} },
    {
      breaker: breaker({
        ...{ windowMs: 1e6, calls: 100, share: 0.5, openMs: 1, probeMs: 1 },
        ...{ clock: { monotonic: () => 0 }, random: () => 0 },
      }),
      retrying: { budget: retryBudget(), random: () => 0.5, pause: async (ms) => void paused.push(ms) },
      now: () => 0,
    },
  )
  return { database, asked, paused }
}

test.each([
  ['a connection that could not be had', ['08001'], false, 2],
  ['a deadlock', ['40P01'], false, 2],
  ['a serialization failure, twice', ['40001', '40001'], false, 3],
  ['too many connections', ['53300'], false, 2],
  ['a server that starts', ['57P03'], false, 2],
  ['a server that only reads', ['25006'], false, 2],
  ['a connection lost under a read', [undefined], true, 2],
  ['a server that ends it under a write with a key', ['57P01'], true, 2],
] as const)('%s is asked again', async (_what, codes, repeatable, times) => {
  const { database, asked, paused } = failing(codes)
  expect(await database.query(statement, { repeatable })).toEqual([{ one: 1 }])
  expect(asked.times).toBe(times)
  expect(paused).toEqual([25, 50].slice(0, times - 1))
})

test.each([
  ['a connection lost under a write without a key', [undefined], false, 1],
  ['a server that ended it under such a write', ['57P01'], false, 1],
  ['a connection lost under it', ['08006'], false, 1],
  ['a statement that took too long', ['57014'], true, 1],
  ['a full disk', ['53100'], true, 1],
  ['a conflict', ['23505'], true, 1],
  ['a mistake of ours', ['42601'], true, 1],
  ['a third failure', ['40001', '40001', '40001'], true, 3],
] as const)('%s is not', async (_what, codes, repeatable, times) => {
  const { database, asked } = failing(codes)
  await expect(database.query(statement, { repeatable })).rejects.toMatchObject({ code: codes.at(-1) })
  expect(asked.times).toBe(times)
})

test('nor is anything once the deadline has passed', async () => {
  const { database, asked } = failing(['40001'])
  await expect(database.query(statement, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: '40001',
  })
  expect(asked.times).toBe(1)
})

test('what happened to nothing is an outage or was refused, and never both', () => {
  for (const code of ['08001', '40001', '53300', '57P03', '25006', '57P01', '08006', undefined])
    expect([code, isOutage(databaseError('', { code }))]).toEqual([code, true])
  for (const code of ['23505', '22001', '42601', '28000']) {
    expect([code, isOutage(databaseError('', { code }))]).toEqual([code, false])
    expect(fateOf({ code })).toBe('refused')
  }
})

test('however many fail, and however they overlap, a tenth of them is asked again, and ten more', async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    fc.array(fc.boolean(), { minLength: 1, maxLength: 120 }),
    async (scheduler, outcomes) => {
      const budget = retryBudget()
      let asked = 0
      const all = outcomes.map((fails) =>
        retry(
          { budget, random: () => 0, pause: () => scheduler.schedule(Promise.resolve()) },
          async () => {
            asked++
            await scheduler.schedule(Promise.resolve())
            if (fails) throw new Error('failed')
          },
          () => true,
        ).catch(() => {}),
      )
      await scheduler.waitIdle()
      await Promise.all(all)
      expect(asked - outcomes.length).toBeLessThanOrEqual(10 + outcomes.length / 10)
    },
  )
  await fc.assert(property, { seed, numRuns: 200 })
})
