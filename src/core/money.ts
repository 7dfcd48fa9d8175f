/**
 * Money: whole minor units of a currency, never a float.
 *
 * A line's net is quantity × unit amount, its tax is net × rate; each is rounded once, to the nearest minor
 * unit, halves away from zero. Totals are sums of rounded lines, so what is printed adds up.
 */

export interface Line {
  /** Above zero, at most three decimals. */
  readonly quantity: number
  /** Minor units. */
  readonly unitAmount: number
  /** Basis points: 1900 is 19 %. */
  readonly taxRate: number
}

export interface Totals {
  readonly subtotal: number
  readonly tax: number
  readonly total: number
}

/** The sums of these lines, or undefined where one of them is too large to be told exactly in JSON. */
export function totalsOf(lines: readonly Line[]): Totals | undefined {
  let subtotal = 0n
  let tax = 0n
  for (const { quantity, unitAmount, taxRate } of lines) {
    const net = divide(BigInt(thousandths(quantity)) * BigInt(unitAmount), 1000n)
    subtotal += net
    tax += divide(net * BigInt(taxRate), 10_000n)
  }
  const sums = { subtotal: Number(subtotal), tax: Number(tax), total: Number(subtotal + tax) }
  return Object.values(sums).every(Number.isSafeInteger) ? sums : undefined
}

/** Can this number be told in thousandths, exactly? */
export function hasThreeDecimals(quantity: number): boolean {
  const scaled = thousandths(quantity)
  return Number.isSafeInteger(scaled) && scaled / 1000 === quantity
}

/** Exact for what has three decimals: the nearest whole number is the one that was meant. */
const thousandths = (quantity: number) => Math.round(quantity * 1000)

/** The nearest whole number, halves away from zero. */
function divide(dividend: bigint, divisor: bigint): bigint {
  const sign = dividend < 0n ? -1n : 1n
  return (sign * (sign * dividend * 2n + divisor)) / (divisor * 2n)
}
