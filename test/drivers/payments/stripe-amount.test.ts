import { describe, expect, test } from 'vitest'
import { currencies } from '../../../src/core/currencies.ts'
import { fromStripe, toStripe } from '../../../src/drivers/payments/stripe-amount.ts'

/** Currency, ISO 4217’s minor units, Stripe’s amount. */
const told: readonly [string, number, number][] = [
  ['EUR', 1, 1],
  ['USD', 99_999_999, 99_999_999],
  ['HUF', 101, 101],
  ['TWD', 101, 101],
  ...['BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map(
    (currency): [string, number, number] => [currency, 501, 501],
  ),
  ['ISK', 5, 500],
  ['MGA', 500, 5],
  ...['BHD', 'JOD', 'KWD', 'OMR', 'TND'].map((currency): [string, number, number] => [
    currency,
    5_120,
    5_120,
  ]),
]

describe('an amount', () => {
  test.each(told)('in %s: %i is %i to Stripe, and back', (currency, ours, theirs) => {
    expect(toStripe(ours, currency)).toBe(theirs)
    expect(fromStripe(theirs, currency)).toBe(ours)
  })

  test.each([
    ['UGX', 500],
    ['CLF', 10_000],
    ['IQD', 1_000],
    ['LYD', 1_000],
    ['KWD', 5_124],
    ['JOD', 1],
    ['MGA', 501],
    ['EUR', 0.5],
    ['EUR', 2 ** 53],
    ['ISK', Number.MAX_SAFE_INTEGER],
    ['EUR', Number.NaN],
  ])('in %s: %d has no exact word', (currency, amount) => {
    expect(toStripe(amount, currency)).toBeUndefined()
  })

  test.each([
    ['UGX', 50_000],
    ['ISK', 501],
    ['KWD', 5_124],
    ['MGA', 2 ** 52],
  ])('that Stripe tells in %s: %d is none of ours', (currency, amount) => {
    expect(fromStripe(amount, currency)).toBeUndefined()
  })

  test('that can be told at all comes back as it was, in every currency', () => {
    for (const currency of currencies)
      for (const amount of [1, 10, 99, 100, 12_340, 99_999_999]) {
        const theirs = toStripe(amount, currency)
        if (theirs !== undefined) expect([currency, fromStripe(theirs, currency)]).toEqual([currency, amount])
      }
  })
})
