/** The breaker by itself, under a clock and a chance of the test's: whatever happens in whatever order, it keeps its promises. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BreakerState, breaker } from '../../../src/store/resilience/breaker.ts'
import { seed } from './seeded.ts'

const options = { windowMs: 5_000, calls: 5, share: 0.5, openMs: 500, probeMs: 3_000 }
const broken = new Error('broken')
const refusal = new Error('left alone')

function begin(random = () => 0) {
  let now = 1_000
  const states: BreakerState[] = []
  const under = breaker({
    ...options,
    clock: { monotonic: () => now },
    random,
    changed: (state) => states.push(state),
  })
  const run = (call: () => Promise<unknown>) =>
    under
      .run(
        call,
        (error) => error === broken,
        () => refusal,
      )
      .then(
        () => 'done',
        (error: unknown) => (error === refusal ? 'refused' : 'failed'),
      )
  return {
    under,
    states,
    pass: (ms: number) => {
      now += ms
    },
    done: () => run(async () => {}),
    failed: () => run(() => Promise.reject(broken)),
    denied: () => run(() => Promise.reject(new Error('no'))),
    run,
  }
}

test('opens when half of five failed, lets one try after its time, and closes when that was done', async () => {
  const { under, done, failed, pass, states } = begin()
  for (const act of [done, done, failed, failed]) await act()
  expect(under.state()).toBe('closed')
  await failed()
  expect(under.state()).toBe('open')
  expect(await done()).toBe('refused')
  pass(499)
  expect(await done()).toBe('refused')
  pass(1)
  expect(await failed()).toBe('failed')
  expect(await done()).toBe('refused')
  pass(500)
  expect(await done()).toBe('done')
  expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed'])
})

test('a refusal that was given in good health is no failure', async () => {
  const { under, denied } = begin()
  for (let times = 0; times < 20; times++) expect(await denied()).toBe('failed')
  expect(under.state()).toBe('closed')
})

test('what failed long ago is forgotten', async () => {
  const { under, done, failed, pass } = begin()
  for (let times = 0; times < 4; times++) await failed()
  pass(5_001)
  for (const act of [failed, done, done, done, done]) await act()
  expect(under.state()).toBe('closed')
})

test('one that tries and is not heard of again is followed by another', async () => {
  const { failed, done, run, pass } = begin()
  for (let times = 0; times < 5; times++) await failed()
  pass(500)
  void run(() => new Promise(() => {}))
  expect(await done()).toBe('refused')
  pass(3_000)
  expect(await done()).toBe('done')
})

interface Step {
  readonly passMs: number
  readonly fails: boolean
}

test('in any order of ends: one at a time while it is not closed, and it never stays shut', async () => {
  const step: fc.Arbitrary<Step> = fc.record({ passMs: fc.nat({ max: 900 }), fails: fc.boolean() })
  const property = fc.asyncProperty(
    fc.array(step, { maxLength: 60 }),
    fc.scheduler(),
    fc.double({ min: 0, max: 0.999, noNaN: true }),
    async (steps, scheduler, chance) => {
      const { under, run, pass, done } = begin(() => chance)
      let trying = 0
      const all = steps.map(({ passMs, fails }) => {
        const before = under.state()
        const outcome = run(async () => {
          const alone = under.state() === 'half-open'
          if (alone) expect(++trying).toBe(1)
          await scheduler.schedule(Promise.resolve())
          if (alone) trying--
          if (fails) throw broken
        })
        // Nobody is turned away while it is closed.
        if (before === 'closed') void outcome.then((how) => expect(how).not.toBe('refused'))
        pass(passMs)
        return scheduler.count() === 0 ? outcome : scheduler.waitOne().then(() => outcome)
      })
      await scheduler.waitAll()
      await Promise.all(all)
      pass(2 * options.openMs)
      expect(await done()).toBe('done')
      expect(under.state()).toBe('closed')
    },
  )
  await fc.assert(property, { seed, numRuns: 300 })
})
