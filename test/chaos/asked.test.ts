/** What `npm run chaos` takes for an answer, and that a seed is one. */
import { describe, expect, test } from 'vitest'
import { amountOf } from '../../chaos/amounts.ts'
import { allFaults, faultsOf } from '../../chaos/faults/faults.ts'
import { type Asked, optionsOf } from '../../chaos/options.ts'
import { seeded } from '../../chaos/random.ts'

const asked = (...args: string[]) => optionsOf(args) as Asked

describe('npm run chaos', () => {
  test('without a word: 100,000 writes and 300 faults over all topologies, shared out among them', () => {
    const all = asked()
    expect(all).toMatchObject({ writes: 100_000, times: 300, faults: undefined, controls: [], short: false })
    const amounts = all.topologies.map((name) => amountOf(name, all))
    const sum = (of: (one: (typeof amounts)[number]) => number) => amounts.reduce((n, one) => n + of(one), 0)
    expect(sum(({ writes }) => writes)).toBeGreaterThanOrEqual(100_000)
    expect(sum(({ times }) => times)).toBeGreaterThanOrEqual(300)
  })

  test('in short: every topology, every control, always the same', () => {
    const { topologies, controls, seed } = asked('--short')
    expect(topologies).toEqual(['embedded', 'node', 'pair', 'workerd'])
    expect(controls).toEqual(['commit', 'trigger', 'tombstone', 'replay', 'version', 'outbox'])
    expect(asked('--short').seed).toBe(seed)
  })

  test('a control is run alone', () => {
    expect(asked('--control', 'trigger')).toMatchObject({ topologies: [], controls: ['trigger'] })
    expect(asked('--control', 'all').controls).toHaveLength(6)
  })

  test.each([
    [['--topology', 'moon'], /^--topology must be of embedded, /],
    [['--control', 'x'], /^--control must be of commit, /],
    [['--faults', 'app-kill,meteor'], /^there is no fault meteor; --list/],
    [['--writes', 'many'], /^--writes must be a whole number$/],
    [['--loud'], /--loud/],
  ])('%j is asked wrongly', (args, sentence) => {
    expect(optionsOf(args)).toMatch(sentence)
  })

  test('a fault is named by its name, or many by where they are', () => {
    expect(faultsOf(['app-kill']).map(({ name }) => name)).toEqual(['app-kill'])
    expect(faultsOf(['redis']).length).toBeGreaterThan(5)
    expect(new Set(allFaults.map(({ name }) => name)).size).toBe(allFaults.length)
  })
})

describe('a seed', () => {
  const draws = (random: ReturnType<typeof seeded>) => Array.from({ length: 50 }, () => random.below(1_000))

  test('gives the same again, whoever else draws', () => {
    const [one, other] = [seeded(7), seeded(7)]
    draws(other)
    expect(draws(one.fork('faults'))).toEqual(draws(other.fork('faults')))
    expect(draws(seeded(7))).not.toEqual(draws(seeded(8)))
  })

  test('gives each about as often', () => {
    const random = seeded(1)
    const counts = new Array(10).fill(0)
    for (let n = 0; n < 10_000; n++) counts[random.below(10)]++
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })
})
