/**
 * Money: whole minor units of a currency, never a float.
 *
 * What has to be rounded is rounded half to even (IEEE 754 roundTiesToEven, "banker's"), so that over many lines
 * halves favour nobody. A line's net is quantity × unit amount and is rounded once; its tax is that net × rate and is
 * rounded once; totals are sums of rounded lines, so what is printed adds up (docs/decisions/0020). Every operation
 * answers undefined where there is no such amount: the currencies differ, or JSON could not tell it exactly.
 */
import { decimalsOf } from './currencies.ts'

export interface Money {
  /** Minor units, a safe integer: 1234 is 12.34 EUR, 1234 JPY or 1.234 KWD. */
  readonly amount: number
  /** ISO 4217. */
  readonly currency: string
}

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

export function add(a: Money, b: Money): Money | undefined {
  return sum(a.currency, [a, b])
}

export function subtract(a: Money, b: Money): Money | undefined {
  return sum(a.currency, [a, { ...b, amount: -b.amount }])
}

/** The sum, nothing of this currency where there are none. Only the sum must be exact in JSON, not each step. */
export function sum(currency: string, amounts: readonly Money[]): Money | undefined {
  if (amounts.some((each) => each.currency !== currency)) return undefined
  return told(
    amounts.reduce((total, { amount }) => total + BigInt(amount), 0n),
    currency,
  )
}

/** So many thousandths of an amount, rounded once: 1500 is one and a half of it. */
export function multiply({ amount, currency }: Money, thousandths: number): Money | undefined {
  return told(thousandthsOf(amount, thousandths), currency)
}

/** So many basis points of an amount, rounded once: 1900 is 19 % of it. */
export function percent({ amount, currency }: Money, basisPoints: number): Money | undefined {
  return told(basisPointsOf(BigInt(amount), basisPoints), currency)
}

/** Below zero, zero or above, as `a` is less than, equal to or more than `b`; undefined where they do not compare. */
export function compare(a: Money, b: Money): number | undefined {
  if (a.currency !== b.currency) return undefined
  return a.amount < b.amount ? -1 : a.amount > b.amount ? 1 : 0
}

/** For machines, exact and of no language: `12.34` EUR, `1234` JPY, `1.234` KWD. */
export function format({ amount, currency }: Money): string {
  const { sign, whole, fraction } = digitsOf(amount, currency)
  return `${sign}${whole}${fraction}`
}

/** For people of any language: `EUR 1,234.50`. */
export function readable({ amount, currency }: Money): string {
  const { sign, whole, fraction } = digitsOf(amount, currency)
  return `${currency} ${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction}`
}

/** What `format` wrote, and nothing else: as many decimals as the currency has, one spelling for each amount. */
export function parse(text: string, currency: string): Money | undefined {
  if (!/^-?\d{1,17}(\.\d+)?$/.test(text)) return undefined
  const money = told(BigInt(text.replace('.', '')), currency)
  return money && format(money) === text ? money : undefined
}

/** The sums of these lines, or undefined where one of them is too large to be told exactly in JSON. */
export function totalsOf(lines: readonly Line[]): Totals | undefined {
  let subtotal = 0n
  let tax = 0n
  for (const { quantity, unitAmount, taxRate } of lines) {
    const net = thousandthsOf(unitAmount, inThousandths(quantity))
    subtotal += net
    tax += basisPointsOf(net, taxRate)
  }
  const sums = { subtotal: Number(subtotal), tax: Number(tax), total: Number(subtotal + tax) }
  return Object.values(sums).every(Number.isSafeInteger) ? sums : undefined
}

/** Can this number be told in thousandths, exactly? */
export function hasThreeDecimals(quantity: number): boolean {
  const scaled = inThousandths(quantity)
  return Number.isSafeInteger(scaled) && scaled / 1000 === quantity
}

/** Exact for what has three decimals: the nearest whole number is the one that was meant. */
const inThousandths = (quantity: number) => Math.round(quantity * 1000)

const thousandthsOf = (amount: number, thousandths: number) =>
  divide(BigInt(amount) * BigInt(thousandths), 1000n)

const basisPointsOf = (amount: bigint, basisPoints: number) => divide(amount * BigInt(basisPoints), 10_000n)

/** The nearest whole number, of two that are equally near the even one. The divisor is above zero. */
function divide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const twice = 2n * (dividend % divisor)
  const over = twice < 0n ? -twice : twice
  if (over < divisor || (over === divisor && quotient % 2n === 0n)) return quotient
  return dividend < 0n ? quotient - 1n : quotient + 1n
}

function told(amount: bigint, currency: string): Money | undefined {
  const minorUnits = Number(amount)
  return Number.isSafeInteger(minorUnits) ? { amount: minorUnits, currency } : undefined
}

function digitsOf(amount: number, currency: string) {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  return { sign: amount < 0 ? '-' : '', whole, fraction: decimals > 0 ? `.${digits.slice(-decimals)}` : '' }
}
