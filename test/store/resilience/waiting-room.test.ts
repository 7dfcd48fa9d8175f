/** Who waits for a place: in which order they are let in, and who is not. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemClock } from '../../../src/core/clock.ts'
import { waitingRoom } from '../../../src/store/resilience/waiting-room.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Places that are given away one after the other. */
function room(options: { few?: number; most?: number; random?: () => number } = {}) {
  const waiting = waitingRoom({ random: () => 1, clock: systemClock, ...options })
  const told: string[] = []
  return {
    waiting,
    told,
    come(name: string, share = 1) {
      void waiting.wait(share).then((isIn) => told.push(`${name} ${isIn ? 'in' : 'out'}`))
    },
    async free(count: number, least = 0) {
      waiting.serve((share) => share > least && count-- > 0)
      await vi.advanceTimersByTimeAsync(0)
    },
  }
}

test('few are let in as they came', async () => {
  const { come, free, told, waiting } = room({ few: 3 })
  for (const name of ['a', 'b', 'c']) come(name)
  await free(2)
  expect(told).toEqual(['a in', 'b in'])
  expect(waiting.waiting()).toBe(1)
})

test('of a crowd the newest is let in, until it is none any more', async () => {
  const { come, free, told } = room({ few: 2 })
  for (const name of ['a', 'b', 'c', 'd']) come(name)
  await free(4)
  expect(told).toEqual(['d in', 'c in', 'a in', 'b in'])
})

test('the newest of a crowd has half of the places once it has waited; where it is no crowd any more, the eldest has all', async () => {
  const { come, free, told } = room({ few: 2 })
  for (const name of ['a', 'b', 'c', 'd']) come(name)
  await vi.advanceTimersByTimeAsync(3)
  await free(4, 0.5)
  expect(told).toEqual([])
  come('e')
  await free(1, 0.5)
  expect(told).toEqual(['e in'])
  await free(2, 0.4)
  expect(told).toEqual(['e in', 'd in', 'c in'])
  await free(2, 0.5)
  expect(told.slice(3)).toEqual(['a in', 'b in'])
})

test('who matters more goes before who came earlier, and who may not have this place keeps nobody from it', async () => {
  const { come, free, told } = room()
  come('read', 0.8)
  come('write', 0.95)
  come('sign-in', 1)
  await free(2, 0.9)
  expect(told).toEqual(['sign-in in', 'write in'])
  await free(2, 0.9)
  expect(told).toHaveLength(2)
})

test('who waited in vain is told so after a second, by chance after half of one, and has no place then', async () => {
  const chances = [1, 0]
  const { come, free, told, waiting } = room({ few: 0, random: () => chances.shift() ?? 0 })
  come('a')
  come('b')
  await vi.advanceTimersByTimeAsync(500)
  expect(told).toEqual(['b out'])
  await vi.advanceTimersByTimeAsync(500)
  expect(told).toEqual(['b out', 'a out'])
  await free(1)
  expect([told.length, waiting.waiting(), vi.getTimerCount()]).toEqual([2, 0, 0])
})

test('few wait twice as long', async () => {
  const { come, told } = room()
  come('a')
  await vi.advanceTimersByTimeAsync(1_999)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect([told, vi.getTimerCount()]).toEqual([['a out'], 0])
})

test('the room has an end: the eldest of those who matter least goes', async () => {
  const { come, told, waiting } = room({ most: 3 })
  come('read', 0.8)
  come('later read', 0.8)
  come('write', 0.95)
  come('sign-in', 1)
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['read out'])
  expect(waiting.waiting()).toBe(3)
})
