/** The limiter by itself: a machine of the test's that works off so much a millisecond, whoever is let in. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { limiter } from '../../../src/store/resilience/limiter.ts'
import { waitingRoom } from '../../../src/store/resilience/waiting-room.ts'
import { seed } from './seeded.ts'

/**
 * `perMs` of work are done; `arrive` says how many come. What waits, waits behind all that came before. With a waiting room who finds no
 * place waits there, as in the house.
 */
function machine(perMs: number, arrive: (ms: number) => number, withRoom = false) {
  let now = 0
  let waited: number[] = []
  const places = limiter({
    clock: { monotonic: () => now },
    load: {
      mayWait: withRoom,
      averageWaitMs() {
        const told = waited.length > 0 ? waited.reduce((sum, ms) => sum + ms, 0) / waited.length : undefined
        waited = []
        return told
      },
    },
    ...{ most: 512, least: 16 },
  })
  const room = waitingRoom({ clock: { monotonic: () => now }, random: () => 1 })
  let queue: number[] = []
  let credit = 0
  const done: number[] = []
  let most = 0
  return {
    places,
    waiting: room.waiting,
    async run(ms: number) {
      const from = { done: done.length, refused: 0 }
      for (const end = now + ms; now < end; now++) {
        for (let came = arrive(now); came > 0; came--) {
          if (places.enter(1)) queue.push(now)
          else if (withRoom) void room.wait(1).then((isIn) => (isIn ? queue.push(now) : from.refused++))
          else from.refused++
        }
        most = Math.max(most, queue.length)
        credit = Math.min(perMs + 1, credit + perMs)
        while (credit >= 1 && queue.length > 0) {
          credit--
          const took = now - (queue[0] as number)
          queue = queue.slice(1)
          waited.push(took)
          done.push(took)
          places.leave()
          room.serve(places.enter)
          await undefined
        }
      }
      const took = done.slice(from.done).sort((a, b) => a - b)
      return {
        done: took.length,
        refused: from.refused,
        p99: took[Math.floor(took.length * 0.99)] ?? 0,
        most,
      }
    },
  }
}

test('what it can bear is let in, a burst as well', async () => {
  const { run, waiting } = machine(2, (ms) => (ms % 1_000 === 0 ? 130 : ms % 2), true)
  expect((await run(5_000)).refused).toBe(0)
  // Nobody is refused later either.
  expect(waiting()).toBe(0)
})

test('five times too much: nearly all it can do is done, soon; afterwards everybody is let in again', async () => {
  let rate = 10
  const { run } = machine(2, () => rate)
  await run(1_000)
  const flooded = await run(5_000)
  expect(flooded.done).toBeGreaterThan(0.95 * 2 * 5_000)
  expect(flooded.p99).toBeLessThanOrEqual(25)
  expect(flooded.most).toBeLessThanOrEqual(512)
  rate = 1
  await run(200)
  expect((await run(2_000)).refused).toBe(0)
})

test('whoever enters and leaves in whatever order, it counts right and keeps its bounds', () => {
  const step = fc.record({ enter: fc.boolean(), passMs: fc.nat({ max: 80 }), waitMs: fc.nat({ max: 400 }) })
  const property = fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
    let now = 0
    let waitMs = 0
    const places = limiter({
      clock: { monotonic: () => now },
      load: { mayWait: false, averageWaitMs: () => waitMs },
      most: 64,
      least: 16,
    })
    let inside = 0
    for (const one of steps) {
      now += one.passMs
      waitMs = one.waitMs
      if (one.enter) {
        const room = places.enter(1)
        if (room) inside++
        expect(places.limit()).toBeGreaterThanOrEqual(16)
        expect(places.limit()).toBeLessThanOrEqual(64)
        if (inside < 16) expect(room).toBe(true)
      } else if (inside > 0) {
        inside--
        places.leave()
      }
    }
  })
  fc.assert(property, { seed, numRuns: 500 })
})
