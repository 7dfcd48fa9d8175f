/**
 * Readers, writers and those who renew, one beside the other: chance decides who goes next at every await, what fails, and how
 * the time passes; and now and then somebody sets the clock. Whoever asks after a write was acknowledged never gets what was before it.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memory } from '../../../src/drivers/redis/memory.ts'
import { type Cache, rowTombstoneSeconds, tombstone } from '../../../src/ports/cache.ts'
import type { Ports } from '../../../src/ports/index.ts'
import { cachedRow, readThrough, renewRow } from '../../../src/store/cache.ts'
import { seed } from './seeded.ts'

const key = 'row:invoices:1'
const owner = 'ada'
/** As long as the deadline of a write allows (`gateway/deadline`). */
const writeWithinMs = 3_000
const redisWithinMs = 100

type Step =
  | { readonly kind: 'read' | 'write' }
  | { readonly kind: 'pass' | 'set'; readonly ms: number }
  | { readonly kind: 'fail' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>({ kind: 'read' }) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: 'write' }) },
  { weight: 2, arbitrary: fc.nat({ max: 4_000 }).map((ms): Step => ({ kind: 'pass', ms })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 30_000, max: 61_000 }).map((ms): Step => ({ kind: 'pass', ms })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: -600_000, max: 600_000 }).map((ms): Step => ({ kind: 'set', ms })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'fail' }) },
)

/** Answers with what somebody saw too late, if anybody did; `graveSeconds`: how long a writer's tombstone stands. */
async function play(steps: readonly Step[], scheduler: fc.Scheduler, graveSeconds: number) {
  let now = 1_000_000
  let version = 1
  let acknowledged = 1
  let failures = 0
  const stale: string[] = []
  const behind: Promise<unknown>[] = []
  let setOff = 0
  const clock = { now: () => now + setOff, monotonic: () => now }
  const real = memory({ clock }).cache
  const turn = <T>(act: () => T | Promise<T>) => scheduler.schedule(Promise.resolve()).then(act)
  /** Redis answers in time, or its caller goes on without it. */
  const asked = <T>(act: () => Promise<T>): Promise<T> => {
    const sent = now
    return turn(() => {
      if (now - sent > redisWithinMs) throw new Error('Redis did not answer in time.')
      return act()
    })
  }
  /** What fills may fail, and nobody is told. */
  const filling = (act: () => Promise<void>) =>
    asked(() => {
      if (failures === 0) return act()
      failures--
      throw new Error('Redis is away.')
    })
  const cache: Cache = {
    ...real,
    get: (keys) => asked(() => real.get(keys)),
    fill: (...given) => filling(() => real.fill(...given)),
    renew: (...given) => filling(() => real.renew(...given)),
    bury: (keys, seconds) => asked(() => real.bury(keys, seconds)),
  }
  const ports = { cache, clock, meter: { count: () => {} } } as unknown as Ports
  const later = (task: () => Promise<unknown>) => void behind.push(task().catch(() => {}))
  const postgres = () => turn(() => version)

  async function read() {
    const least = acknowledged
    const see = (seen: number, whence: string) => {
      if (seen < least) stale.push(`${whence}: ${seen} after ${least}`)
    }
    const [found = null] = await cache.get([key]).catch(() => [tombstone])
    const call = {
      cached: found === tombstone || found === null ? undefined : found,
      mayFill: found === null,
      later,
      ports,
    }
    const hit = cachedRow(call)
    if (hit) {
      see(hit.version, 'cache')
      return renewRow(call, key, hit, async () => ({ owner, version: await postgres(), json: '{}' }))
    }
    await readThrough(call, key, async () => {
      const row = { owner, version: await postgres(), json: '{}' }
      see(row.version, 'postgres')
      await turn(() => {})
      return row
    })
  }

  async function write() {
    const began = now
    // Unannounced writes have another promise: a minute.
    const announced = await cache.bury([key], graveSeconds).then(
      () => true,
      () => false,
    )
    if (!announced) return
    const mine = await turn(() => (now - began < writeWithinMs ? ++version : undefined))
    await turn(() => {})
    if (mine) acknowledged = Math.max(acknowledged, mine)
  }

  const all: Promise<unknown>[] = []
  for (const one of steps) {
    if (one.kind === 'pass') now += one.ms
    else if (one.kind === 'set') setOff = one.ms
    else if (one.kind === 'fail') failures++
    else all.push(one.kind === 'read' ? read() : write())
    // Some of what is under way goes on before the next begins.
    for (let turns = 0; turns < 2 && scheduler.count() > 0; turns++) await scheduler.waitOne()
  }
  await scheduler.waitFor(Promise.all(all))
  await scheduler.waitFor(Promise.all(behind))
  return stale
}

const property = (graveSeconds: number) =>
  fc.asyncProperty(
    fc.array(step, { minLength: 3, maxLength: 40 }),
    fc.scheduler(),
    async (steps, scheduler) => {
      expect(await play(steps, scheduler, graveSeconds)).toEqual([])
    },
  )

test('a tombstone keeps the past out', { timeout: 60_000 }, () =>
  fc.assert(property(rowTombstoneSeconds), { seed, numRuns: Number(process.env.RUNS ?? 500) }),
)

test('and where the row is only taken out of the cache, this very test finds it', {
  timeout: 60_000,
}, async () => {
  const found = await fc.check(property(0), {
    seed,
    numRuns: Number(process.env.RUNS ?? 500),
    endOnFailure: true,
  })
  expect(found.failed).toBe(true)
})
