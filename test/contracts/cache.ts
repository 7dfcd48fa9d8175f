import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tombstone } from '../../src/ports/cache.ts'
import { fresh, type RedisSubject } from './redis-subject.ts'

/** Every driver of the port `cache` passes this, against the real thing. */
export function cacheContract(driver: string, open: () => Promise<RedisSubject>) {
  describe(`cache: ${driver}`, () => {
    let subject: RedisSubject
    beforeAll(async () => {
      subject = await open()
    })
    afterAll(() => subject?.close())
    const read = async (key: string) => (await subject.cache.get([key]))[0]

    test.each([
      ['digits', '123'],
      ['leading zeros', '007'],
      ['a word that is JSON', 'true'],
      ['null in letters', 'null'],
      ['JSON', '{"a":[1,"2",null]}'],
      ['a quoted text', '"quoted"'],
      ['letters of all sorts and control characters', 'žluťoučký 🐎 \u0000 \r\n'],
      ['nothing', ''],
      ['a number too large for a double', '9007199254740993'],
      ['what Redis says itself', 'OK'],
      ['100 kB', 'ž'.repeat(50_000)],
    ])('gives back %s as it was', async (_what, value) => {
      const key = fresh()
      await subject.cache.fill(key, value, 30)
      expect(await read(key)).toBe(value)
    })

    test('answers in the order of the keys, null where there is nothing', async () => {
      const [a, b] = [fresh(), fresh()]
      await subject.cache.fill(a, 'a', 30)
      await subject.cache.fill(b, 'b', 30)
      expect(await subject.cache.get([b, fresh(), a, b])).toEqual(['b', null, 'a', 'b'])
      expect(await subject.cache.get([])).toEqual([])
    })

    test('does not fill over a value', async () => {
      const key = fresh()
      await subject.cache.fill(key, 'first', 30)
      await subject.cache.fill(key, 'second', 30)
      expect(await read(key)).toBe('first')
    })

    test('renews the value that stands there, and no other, and no tombstone', async () => {
      const [value, other, grave, nothing] = [fresh(), fresh(), fresh(), fresh()]
      await subject.cache.fill(value, 'old', 1)
      await subject.cache.fill(other, 'another', 30)
      await subject.cache.bury([grave], 30)
      for (const key of [value, other, grave, nothing]) await subject.cache.renew(key, 'old', 'new', 30)
      expect(await subject.cache.get([value, other, grave, nothing])).toEqual([
        'new',
        'another',
        tombstone,
        null,
      ])
      await sleep(1_200)
      expect(await read(value)).toBe('new')
    })

    test('buries a value, and nothing fills the grave', async () => {
      const keys = [fresh(), fresh()]
      for (const key of keys) await subject.cache.fill(key, 'alive', 30)
      await subject.cache.bury(keys, 30)
      for (const key of keys) await subject.cache.fill(key, 'risen', 30)
      expect(await subject.cache.get(keys)).toEqual([tombstone, tombstone])
      await subject.cache.bury([], 30)
    })

    test('forgets values and tombstones when their time is over', async () => {
      const [value, grave] = [fresh(), fresh()]
      await subject.cache.fill(value, 'short', 1)
      // What lay under the tombstone is gone for good, however long it had to live.
      await subject.cache.fill(grave, 'before', 30)
      await subject.cache.bury([grave], 1)
      expect(await subject.cache.get([value, grave])).toEqual(['short', tombstone])
      await sleep(1_100)
      expect(await subject.cache.get([value, grave])).toEqual([null, null])
      await subject.cache.fill(grave, 'new life', 30)
      expect(await read(grave)).toBe('new life')
    })

    test('gives every key a lifetime, also where it is a fraction of a second', async (context) => {
      if (!subject.lifetimes) return context.skip('there is no server to ask')
      const part = fresh()
      await subject.cache.fill(`${part}:value`, '1', 30)
      await subject.cache.fill(`${part}:fraction`, '1', 0.2)
      await subject.cache.bury([`${part}:grave`], 90)
      const seconds = [...(await subject.lifetimes(part))].sort((a, b) => a - b)
      expect(seconds).toHaveLength(3)
      expect(seconds.map(Math.ceil)).toEqual([1, 30, 90])
    })

    test('answers a ping', async () => {
      expect(await subject.cache.ping()).toBeUndefined()
    })

    test('gives up at once when the caller already has', async () => {
      const signal = AbortSignal.abort()
      for (const call of [
        subject.cache.get([fresh()], signal),
        subject.cache.bury([fresh()], 1, signal),
        subject.cache.ping(signal),
      ])
        await expect(call).rejects.toMatchObject({ name: 'RedisError', failure: 'aborted' })
    })
  })
}
