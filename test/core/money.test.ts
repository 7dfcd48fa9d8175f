import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countries } from '../../src/core/countries.ts'
import { currencies } from '../../src/core/currencies.ts'
import { hasThreeDecimals, type Line, totalsOf } from '../../src/core/money.ts'

const line = (quantity: number, unitAmount: number, taxRate = 0): Line => ({ quantity, unitAmount, taxRate })

describe('totalsOf', () => {
  test.each<[what: string, lines: Line[], subtotal: number, tax: number]>([
    ['nothing', [], 0, 0],
    ['19 % of a thousand', [line(1, 1000, 1900)], 1000, 190],
    ['a half, away from zero', [line(0.5, 1)], 1, 0],
    ['minus a half, away from zero', [line(0.5, -1)], -1, 0],
    ['less than a half', [line(0.499, 1)], 0, 0],
    ['what floats get wrong: 1.005 × 100', [line(1.005, 100)], 101, 0],
    ['what floats get wrong: 0.29 × 100', [line(0.29, 100)], 29, 0],
    ['the tax of the rounded net', [line(0.5, 1, 5000)], 1, 1],
    ['each line by itself', [line(1, 1, 4999), line(1, 1, 4999)], 2, 0],
    ['a discount', [line(1, 1000, 1900), line(1, -500, 1900)], 500, 95],
    ['nearly everything', [line(1, Number.MAX_SAFE_INTEGER)], Number.MAX_SAFE_INTEGER, 0],
  ])('%s', (_what, lines, subtotal, tax) => {
    expect(totalsOf(lines)).toEqual({ subtotal, tax, total: subtotal + tax })
  })

  test.each<[what: string, lines: Line[]]>([
    ['a subtotal', [line(1, Number.MAX_SAFE_INTEGER), line(1, 1)]],
    ['a total', [line(1, Number.MAX_SAFE_INTEGER, 1)].concat(line(1, 0, 0), line(10, 1000, 10_000))],
    ['a product', [line(1_000_000_000, Number.MAX_SAFE_INTEGER, 10_000)]],
  ])('answers nothing for %s that JSON could not tell', (_what, lines) => {
    expect(totalsOf(lines)).toBeUndefined()
  })

  test('is within one minor unit a line of the exact sum, and never a fraction', () => {
    const some = fc.record({
      quantity: fc.integer({ min: 1, max: 10_000_000 }).map((thousandths) => thousandths / 1000),
      unitAmount: fc.integer({ min: -100_000, max: 100_000 }),
      taxRate: fc.integer({ min: 0, max: 10_000 }),
    })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), (lines) => {
        const totals = totalsOf(lines)
        const exact = lines.reduce((sum, { quantity, unitAmount }) => sum + quantity * unitAmount, 0)
        expect(totals && Math.abs(totals.subtotal - exact)).toBeLessThanOrEqual(lines.length / 2 + 0.01)
        expect(totals && Object.values(totals).every(Number.isSafeInteger)).toBe(true)
        expect(totals?.total).toBe((totals?.subtotal ?? 0) + (totals?.tax ?? 0))
      }),
    )
  })
})

describe('hasThreeDecimals', () => {
  test('holds for every number of thousandths', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (n) => hasThreeDecimals(n / 1000)))
  })
  test.each([0.0001, 1.2345, 1e-7, 0.1 + 0.2, 1e300, Number.NaN, Number.POSITIVE_INFINITY])(
    'not for %s',
    (n) => {
      expect(hasThreeDecimals(n)).toBe(false)
    },
  )
})

test('codes of currencies and countries are each named once', () => {
  expect(new Set(currencies).size).toBe(currencies.length)
  expect(currencies.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true)
  expect(new Set(countries).size).toBe(249)
  expect(countries.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true)
})
