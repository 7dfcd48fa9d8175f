import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/core/clock.ts'
import { memory } from '../../../src/drivers/redis/memory.ts'
import { tombstone } from '../../../src/ports/cache.ts'
import { admissionContract } from '../../contracts/admission.ts'
import { cacheContract } from '../../contracts/cache.ts'
import { aLimit } from '../../contracts/redis-subject.ts'

const open = async () => {
  const ports = memory()
  return { ...ports, windowClock: systemClock.monotonic, close: () => ports.cache.close() }
}
admissionContract('memory', open)
cacheContract('memory', open)

describe('memory', () => {
  const clock: { ms: number; monotonic(): number } = { ms: 0, monotonic: () => clock.ms }
  const frozen = (maxEntries: number) => {
    clock.ms = 1_800_000_000_000
    return memory({ clock, maxEntries })
  }

  test('holds no more values than it was told, and forgets the oldest', async () => {
    const { cache } = frozen(3)
    for (const key of ['a', 'b', 'c', 'd']) await cache.fill(key, key, 60)
    expect(await cache.get(['a', 'b', 'c', 'd'])).toEqual([null, 'b', 'c', 'd'])
  })

  test('forgets what has expired before what is merely old', async () => {
    const { cache } = frozen(3)
    await cache.fill('old', '1', 600)
    await cache.fill('brief', '2', 1)
    await cache.fill('new', '3', 600)
    clock.ms += 2_000
    await cache.fill('newest', '4', 600)
    expect(await cache.get(['old', 'brief', 'new', 'newest'])).toEqual(['1', null, '3', '4'])
  })

  test('fills nothing while a tombstone that had to make room should still stand', async () => {
    const { cache } = frozen(2)
    await cache.bury(['a', 'b', 'c'], 10)
    expect(await cache.get(['a', 'b', 'c'])).toEqual([null, tombstone, tombstone])
    await cache.fill('a', 'resurrected', 60)
    expect(await cache.get(['a'])).toEqual([null])
    clock.ms += 10_001
    await cache.fill('a', 'reborn', 60)
    expect(await cache.get(['a'])).toEqual(['reborn'])
  })

  test('does not let a flood of strangers forget who keeps asking', async () => {
    const { admission } = frozen(50)
    const ask = (key: string) =>
      admission.admit({ limits: [aLimit({ key, count: 2 })], look: [], announce: [] })
    await ask('abuser')
    await ask('abuser')
    for (let i = 0; i < 500; i += 30) {
      for (let j = i; j < i + 30; j++) await ask(`stranger ${j}`)
      expect((await ask('abuser')).verdicts[0]?.allowed).toBe(false)
    }
  })
})
