import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countries } from '../../src/core/countries.ts'
import { currencies, decimalsOf } from '../../src/core/currencies.ts'
import {
  add,
  compare,
  format,
  hasThreeDecimals,
  type Line,
  type Money,
  multiply,
  parse,
  percent,
  readable,
  subtract,
  sum,
  totalsOf,
} from '../../src/core/money.ts'

const most = Number.MAX_SAFE_INTEGER
const eur = (amount: number): Money => ({ amount, currency: 'EUR' })
const usd = (amount: number): Money => ({ amount, currency: 'USD' })
const line = (quantity: number, unitAmount: number, taxRate = 0): Line => ({ quantity, unitAmount, taxRate })

/**
 * The oracle knows no division: of all whole numbers around numerator ÷ denominator it takes the nearest, and of
 * two that are equally near the one that ends in an even digit.
 */
function nearest(numerator: bigint, denominator: bigint): bigint {
  const around = BigInt(Math.round(Number(numerator) / Number(denominator)))
  const distance = (n: bigint) =>
    n * denominator > numerator ? n * denominator - numerator : numerator - n * denominator
  const candidates = [-3n, -2n, -1n, 0n, 1n, 2n, 3n].map((step) => around + step)
  const least = candidates.map(distance).reduce((a, b) => (b < a ? b : a))
  const equally = candidates.filter((n) => distance(n) === least)
  const [only] = equally.length === 1 ? equally : equally.filter((n) => /[02468]$/.test(String(n)))
  return only as bigint
}

const amount = fc.maxSafeInteger()
const small = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })
const thousandths = fc.integer({ min: 1, max: 100_000_000 })
const basisPoints = fc.integer({ min: 0, max: 10_000 })
const currency = fc.constantFrom(...currencies)
const lines = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 10_000_000 }).map((n) => n / 1000),
    unitAmount: fc.integer({ min: -100_000, max: 100_000 }),
    taxRate: basisPoints,
  }),
  { maxLength: 20 },
)

/** What the oracle says, in the form in which the answer has to come: nothing where JSON could not tell it. */
const told = (exact: bigint, of = 'EUR') =>
  exact >= -BigInt(most) && exact <= BigInt(most) ? { amount: Number(exact), currency: of } : undefined

describe('an amount', () => {
  test.each<[what: string, found: Money | undefined, expected: Money | undefined]>([
    ['and another', add(eur(1), eur(2)), eur(3)],
    ['without another', subtract(eur(1), eur(2)), eur(-1)],
    ['without nothing', subtract(eur(0), eur(0)), eur(0)],
    ['one and a half times', multiply(eur(1000), 1500), eur(1500)],
    ['a third of a thousandth', multiply(eur(333), 1), eur(0)],
    ['19 %', percent(eur(1000), 1900), eur(190)],
    ['the hundredth part of a percent', percent(eur(10_000), 1), eur(1)],
    ['none at all', sum('EUR', []), eur(0)],
    ['many', sum('EUR', [eur(1), eur(2), eur(-5)]), eur(-2)],
    ['many that only together can be told', sum('EUR', [eur(most), eur(most), eur(-most)]), eur(most)],
    ['one too many', add(eur(most), eur(1)), undefined],
    ['just not too many', add(eur(most), eur(0)), eur(most)],
    ['one too few', subtract(eur(-most), eur(1)), undefined],
    ['just not too few', subtract(eur(-most), eur(0)), eur(-most)],
    ['all of the most', multiply(eur(most), 1000), eur(most)],
    ['a thousandth more than the most', multiply(eur(most), 1001), undefined],
    ['100 % of the most', percent(eur(most), 10_000), eur(most)],
    ['more than all of the most', percent(eur(most), 10_001), undefined],
    ['and one of another currency', add(eur(1), usd(1)), undefined],
    ['without one of another currency', subtract(eur(1), usd(1)), undefined],
    ['among others', sum('EUR', [eur(1), usd(1)]), undefined],
    ['of another currency alone', sum('EUR', [usd(1)]), undefined],
  ])('%s', (_what, found, expected) => {
    expect(found).toEqual(expected)
  })

  test('compares with its own kind only', () => {
    expect([compare(eur(1), eur(2)), compare(eur(2), eur(2)), compare(eur(2), eur(1))]).toEqual([-1, 0, 1])
    expect(compare(eur(-most), eur(most))).toBe(-1)
    expect(compare(eur(1), usd(1))).toBeUndefined()
  })

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY])('of %s minor units is none', (fraction) => {
    expect(() => add(eur(fraction), eur(1))).toThrow()
    expect(() => multiply(eur(1), fraction)).toThrow()
    expect(() => percent(eur(1), fraction)).toThrow()
  })
})

describe('rounding', () => {
  test('sends every half to the even neighbour, of quantities and of rates, above zero and below', () => {
    for (let whole = -1000; whole <= 1000; whole++) {
      const even = whole % 2 === 0 ? whole : whole + 1
      expect(multiply(eur(2 * whole + 1), 500)?.amount).toBe(even === 0 ? 0 : even)
      expect(percent(eur(2 * whole + 1), 5000)?.amount).toBe(even === 0 ? 0 : even)
    }
  })

  test('agrees with an oracle that knows no division', () => {
    fc.assert(
      fc.property(amount, thousandths, (a, times) => {
        expect(multiply(eur(a), times)).toEqual(told(nearest(BigInt(a) * BigInt(times), 1000n)))
      }),
    )
    fc.assert(
      fc.property(amount, fc.integer({ min: -20_000, max: 20_000 }), (a, points) => {
        expect(percent(eur(a), points)).toEqual(told(nearest(BigInt(a) * BigInt(points), 10_000n)))
      }),
    )
  })

  test('agrees with it on halves, which chance would seldom find', () => {
    fc.assert(
      fc.property(small, (whole) => {
        const half = BigInt(whole) * 1000n + 500n
        expect(multiply(eur(1), Number(half))).toEqual(told(nearest(half, 1000n)))
        expect(percent(eur(1), Number(half) * 10)).toEqual(told(nearest(half * 10n, 10_000n)))
      }),
    )
  })
})

describe('adding', () => {
  test('does not mind in which order', () => {
    fc.assert(
      fc.property(small, small, small, (a, b, c) => {
        const [x, y, z] = [eur(a), eur(b), eur(c)]
        expect(add(add(x, y) as Money, z)).toEqual(add(x, add(y, z) as Money))
        expect(add(x, y)).toEqual(add(y, x))
        expect(subtract(add(x, y) as Money, y)).toEqual(x)
        expect(sum('EUR', [x, y, z])).toEqual(sum('EUR', [z, y, x]))
      }),
    )
  })

  test('answers nothing exactly where the sum is beyond what JSON can tell', () => {
    const near = fc.integer({ min: 0, max: 1000 }).map((n) => most - n)
    fc.assert(
      fc.property(near, fc.integer({ min: -2000, max: 2000 }), (a, b) => {
        expect(add(eur(a), eur(b))).toEqual(told(BigInt(a) + BigInt(b)))
        expect(subtract(eur(-a), eur(b))).toEqual(told(-BigInt(a) - BigInt(b)))
      }),
    )
  })

  test('never mixes currencies', () => {
    fc.assert(
      fc.property(amount, amount, currency, currency, (a, b, one, other) => {
        fc.pre(one !== other)
        const [x, y] = [
          { amount: a, currency: one },
          { amount: b, currency: other },
        ]
        expect([add(x, y), subtract(x, y), compare(x, y), sum(one, [x, y])]).toEqual(Array(4).fill(undefined))
      }),
    )
  })
})

describe('an amount as text', () => {
  test.each<[Money, machine: string, people: string]>([
    [eur(1234), '12.34', 'EUR 12.34'],
    [eur(123_450), '1234.50', 'EUR 1,234.50'],
    [eur(5), '0.05', 'EUR 0.05'],
    [eur(0), '0.00', 'EUR 0.00'],
    [eur(-5), '-0.05', 'EUR -0.05'],
    [eur(-100_000), '-1000.00', 'EUR -1,000.00'],
    [{ amount: 1234, currency: 'JPY' }, '1234', 'JPY 1,234'],
    [{ amount: -7, currency: 'JPY' }, '-7', 'JPY -7'],
    [{ amount: 1234, currency: 'KWD' }, '1.234', 'KWD 1.234'],
    [{ amount: 1_234_567, currency: 'CLF' }, '123.4567', 'CLF 123.4567'],
    [eur(most), '90071992547409.91', 'EUR 90,071,992,547,409.91'],
    [{ amount: -most, currency: 'JPY' }, '-9007199254740991', 'JPY -9,007,199,254,740,991'],
  ])('%j', (money, machine, people) => {
    expect([format(money), readable(money)]).toEqual([machine, people])
  })

  test('comes back as it was, in every currency', () => {
    for (const of of currencies)
      fc.assert(
        fc.property(amount, (a) => {
          const money = { amount: a, currency: of }
          expect(parse(format(money), of)).toEqual(money)
          expect(readable(money).replaceAll(',', '')).toBe(`${of} ${format(money)}`)
        }),
        { numRuns: 20 },
      )
  })

  test.each([
    ['', 'EUR'],
    ['12', 'EUR'],
    ['12.3', 'EUR'],
    ['12.345', 'EUR'],
    ['12.', 'EUR'],
    ['.50', 'EUR'],
    ['012.34', 'EUR'],
    ['-0.00', 'EUR'],
    ['+1.00', 'EUR'],
    ['1,234.50', 'EUR'],
    ['12,34', 'EUR'],
    [' 12.34', 'EUR'],
    ['12.34\n', 'EUR'],
    ['1e3', 'JPY'],
    ['0x10', 'JPY'],
    ['1.0', 'JPY'],
    ['١٢', 'JPY'],
    ['9007199254740992', 'JPY'],
    ['90071992547409.92', 'EUR'],
    ['9'.repeat(100_000), 'JPY'],
  ])('%j is no amount of %s', (text, of) => {
    expect(parse(text, of)).toBeUndefined()
  })

  test('of a currency that is none is nothing to guess at', () => {
    expect(() => format({ amount: 1, currency: 'DEM' })).toThrow('ISO 4217')
    expect(() => parse('1.00', 'eur')).toThrow('ISO 4217')
  })
})

describe('totalsOf', () => {
  test.each<[what: string, lines: Line[], subtotal: number, tax: number]>([
    ['nothing', [], 0, 0],
    ['19 % of a thousand', [line(1, 1000, 1900)], 1000, 190],
    ['a half, to the even nothing', [line(0.5, 1)], 0, 0],
    ['one and a half, to the even two', [line(1.5, 1)], 2, 0],
    ['two and a half, to the even two', [line(2.5, 1)], 2, 0],
    ['minus a half, to the even nothing', [line(0.5, -1)], 0, 0],
    ['minus one and a half', [line(1.5, -1)], -2, 0],
    ['a little more than a half', [line(0.501, 1)], 1, 0],
    ['less than a half', [line(0.499, 1)], 0, 0],
    ['what floats get wrong: 1.005 × 100, a half', [line(1.005, 100)], 100, 0],
    ['what floats get wrong: 1.015 × 100, a half', [line(1.015, 100)], 102, 0],
    ['what floats get wrong: 0.29 × 100', [line(0.29, 100)], 29, 0],
    ['the tax of the rounded net', [line(1.5, 1, 2500)], 2, 0],
    ['half a unit of tax', [line(1, 3, 5000)], 3, 2],
    ['each line by itself', [line(1, 1, 4999), line(1, 1, 4999)], 2, 0],
    ['a discount', [line(1, 1000, 1900), line(1, -500, 1900)], 500, 95],
    ['nearly everything', [line(1, most)], most, 0],
  ])('%s', (_what, lines, subtotal, tax) => {
    expect(totalsOf(lines)).toEqual({ subtotal, tax, total: subtotal + tax })
  })

  test.each<[what: string, lines: Line[]]>([
    ['a subtotal', [line(1, most), line(1, 1)]],
    ['a total', [line(1, most, 1)].concat(line(1, 0, 0), line(10, 1000, 10_000))],
    ['a product', [line(1_000_000_000, most, 10_000)]],
  ])('answers nothing for %s that JSON could not tell', (_what, lines) => {
    expect(totalsOf(lines)).toBeUndefined()
  })

  test('is the sum of lines that are each rounded once for the net and once for the tax', () => {
    fc.assert(
      fc.property(lines, (some) => {
        const nets = some.map(({ quantity, unitAmount }) =>
          nearest(BigInt(unitAmount) * BigInt(quantity.toFixed(3).replace('.', '')), 1000n),
        )
        const taxes = some.map(({ taxRate }, at) => nearest((nets[at] as bigint) * BigInt(taxRate), 10_000n))
        const subtotal = Number(nets.reduce((a, b) => a + b, 0n))
        const tax = Number(taxes.reduce((a, b) => a + b, 0n))
        expect(totalsOf(some)).toEqual({ subtotal, tax, total: subtotal + tax })
      }),
    )
  })

  test('is what the same lines come to one after the other, in whatever order', () => {
    fc.assert(
      fc.property(lines, (some) => {
        const nets = some.map(({ quantity, unitAmount }) =>
          multiply(eur(unitAmount), Math.round(quantity * 1000)),
        ) as Money[]
        const taxes = nets.map((net, at) => percent(net, some[at]?.taxRate ?? 0)) as Money[]
        const backwards = totalsOf([...some].reverse())
        expect(totalsOf(some)).toEqual(backwards)
        expect(sum('EUR', [...nets, ...taxes])?.amount).toBe(backwards?.total)
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

describe('currencies', () => {
  test.each<[decimals: number, codes: string]>([
    [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'],
    [2, 'EUR USD GBP CHF HUF IDR MGA MRU COP IRR AFN'],
    [3, 'BHD IQD JOD KWD LYD OMR TND'],
    [4, 'CLF'],
  ])('with %s decimals', (decimals, codes) => {
    expect(codes.split(' ').map(decimalsOf)).toEqual(codes.split(' ').map(() => decimals))
  })

  test('and countries are each named once', () => {
    expect(new Set(currencies).size).toBe(currencies.length)
    expect(currencies).toHaveLength(156)
    expect(currencies.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true)
    expect(new Set(countries).size).toBe(249)
    expect(countries.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true)
  })
})
