import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AdmissionRequest, Limit } from '../../src/ports/admission.ts'
import { rowTombstoneSeconds, tombstone } from '../../src/ports/cache.ts'
import { aLimit, fresh, type RedisSubject } from './redis-subject.ts'

/** Every driver of the port `admission` passes this, against the real thing. */
export function admissionContract(driver: string, open: () => Promise<RedisSubject>) {
  describe(`admission: ${driver}`, () => {
    let subject: RedisSubject
    beforeAll(async () => {
      subject = await open()
      // A server that has just started does not know the script; its first caller brings it, in a second request.
      await admit({ limits: [aLimit()] })
    })
    afterAll(() => subject?.close())

    const admit = (request: Partial<AdmissionRequest>) =>
      subject.admission.admit({ limits: [], look: [], announce: [], ...request })
    /** Until so many milliseconds after windows of a second have turned so often. */
    const intoWindow = (turns: number, ms: number) =>
      sleep(turns * 1_000 - ((subject.windowClock ?? Date.now)() % 1_000) + ms)
    const verdictOf = async (limit: Limit) => (await admit({ limits: [limit] })).verdicts[0]

    test('tells what is left, and until when', async () => {
      const limit = aLimit({ name: 'login', count: 2 })
      const shared = { name: 'login', count: 2, windowSeconds: 3600 }
      const first = await verdictOf(limit)
      expect(first).toMatchObject({ ...shared, allowed: true, remaining: 1 })
      expect(await verdictOf(limit)).toMatchObject({ ...shared, allowed: true, remaining: 0 })
      expect(await verdictOf(limit)).toMatchObject({ ...shared, allowed: false, remaining: 0 })
      expect(first?.resetSeconds).toBeGreaterThan(0)
      expect(first?.resetSeconds).toBeLessThanOrEqual(3600)
    })

    test('allows exactly the count to 50 callers at once', async () => {
      const limit = aLimit({ count: 20 })
      const verdicts = await Promise.all(Array.from({ length: 50 }, () => verdictOf(limit)))
      expect(verdicts.filter((verdict) => verdict?.allowed)).toHaveLength(20)
      expect(new Set(verdicts.filter((v) => v?.allowed).map((v) => v?.remaining)).size).toBe(20)
    })

    test('counts each limit by itself, in the order asked', async () => {
      const key = fresh('who')
      const narrow = aLimit({ name: 'login', key, count: 1 })
      const wide = aLimit({ name: 'address', key, count: 5 })
      const before = await admit({ limits: [wide, narrow] })
      expect(before.verdicts.map(({ allowed }) => allowed)).toEqual([true, true])
      const { verdicts } = await admit({ limits: [wide, narrow] })
      expect(verdicts.map(({ name, allowed, remaining }) => [name, allowed, remaining])).toEqual([
        ['address', true, 3],
        ['login', false, 0],
      ])
      expect(await verdictOf(aLimit({ name: 'login', count: 1 }))).toMatchObject({ allowed: true })
    })

    test('opens again when the window has passed', async () => {
      const limit = aLimit({ count: 3, windowSeconds: 1 })
      const allowed = () =>
        Promise.all(Array.from({ length: 9 }, () => verdictOf(limit))).then(
          (verdicts) => verdicts.filter((verdict) => verdict?.allowed).length,
        )
      // All nine within one window: they begin where one begins.
      await intoWindow(1, 20)
      expect(await allowed()).toBe(3)
      await intoWindow(2, 20)
      expect(await allowed()).toBe(3)
    })

    test('weighs the window before by the share of it still in view', async () => {
      const limit = aLimit({ count: 10, windowSeconds: 1 })
      await intoWindow(1, 20)
      for (let i = 0; i < 10; i++) await verdictOf(limit)
      await intoWindow(1, 500)
      const verdict = await verdictOf(limit)
      // Half a window later about half of the ten still count.
      expect(verdict?.allowed).toBe(true)
      expect(verdict?.remaining).toBeGreaterThanOrEqual(4)
      expect(verdict?.remaining).toBeLessThanOrEqual(8)
    })

    test('looks keys up in their order, values as they are', async () => {
      const [text, number, grave] = [fresh(), fresh(), fresh()]
      await subject.cache.fill(text, '{"a":1}', 30)
      await subject.cache.fill(number, '007', 30)
      await subject.cache.bury([grave], 30)
      const { found } = await admit({ limits: [aLimit()], look: [grave, fresh(), number, text] })
      expect(found).toEqual([tombstone, null, '007', '{"a":1}'])
    })

    test('announces before it looks, over a value, and nothing fills the place', async () => {
      const key = fresh()
      await subject.cache.fill(key, 'old', 30)
      const { found } = await admit({ limits: [aLimit(), aLimit()], look: [key], announce: [key] })
      expect(found).toEqual([tombstone])
      await subject.cache.fill(key, 'older', 30)
      expect(await subject.cache.get([key])).toEqual([tombstone])
    })

    test('asks nothing when nothing is asked', async () => {
      expect(await admit({})).toEqual({ verdicts: [], found: [] })
    })

    test('gives every key a lifetime', async (context) => {
      if (!subject.lifetimes) return context.skip('there is no server to ask')
      const part = fresh()
      await admit({ limits: [aLimit({ key: part, windowSeconds: 60 })], announce: [`${part}:row`] })
      const seconds = [...(await subject.lifetimes(part))].sort((a, b) => a - b)
      expect(seconds.map(Math.ceil)).toEqual([rowTombstoneSeconds, 121])
    })

    test('makes one request, whatever it carries', async (context) => {
      if (!subject.requests) return context.skip('there are no requests to count')
      const before = await subject.requests()
      for (let i = 0; i < 5; i++)
        await admit({
          limits: [aLimit(), aLimit({ count: 0 })],
          look: [fresh(), fresh()],
          announce: [fresh(), fresh()],
        })
      expect((await subject.requests()) - before).toBe(5)
    })

    test('counts several at once, and tells what the first of them finds', async () => {
      const limit = aLimit({ count: 5 })
      expect(await verdictOf({ ...limit, times: 3 })).toMatchObject({ allowed: true, remaining: 4 })
      expect(await verdictOf(limit)).toMatchObject({ allowed: true, remaining: 1 })
      expect(await verdictOf({ ...limit, times: 4 })).toMatchObject({ allowed: true, remaining: 0 })
      expect(await verdictOf(limit)).toMatchObject({ allowed: false })
    })

    test('answers each of those who ask at once for what he asked', async () => {
      const [mine, his] = [fresh('mine'), fresh('his')]
      await subject.cache.fill(mine, 'mine', 60)
      await subject.cache.fill(his, 'his', 60)
      const answers = await Promise.all([
        admit({ look: [mine] }),
        admit({ look: [his, mine] }),
        admit({ look: [fresh(), his], limits: [aLimit({ name: 'login', count: 3 })] }),
        admit({ look: [mine, mine] }),
      ])
      expect(answers.map(({ found }) => found)).toEqual([
        ['mine'],
        ['his', 'mine'],
        [null, 'his'],
        ['mine', 'mine'],
      ])
      expect(answers.map(({ verdicts }) => verdicts.map(({ name }) => name))).toEqual([[], [], ['login'], []])
    })
  })
}
