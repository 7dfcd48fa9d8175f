/**
 * Amounts as Stripe counts them. Ours are minor units of ISO 4217, and Stripe's are that for all but a few currencies; what it
 * has no exact word for is undefined, never rounded (docs.stripe.com/currencies).
 */

/** Stripe takes these with three decimals, of which the last is zero. */
const lastDigitZero = ['BHD', 'JOD', 'KWD', 'OMR', 'TND']

/**
 * UGX stands in Stripe's documentation twice, without decimals and with two: what it would take an amount for is not known.
 * The others have three or four decimals in ISO 4217 and none that Stripe speaks of.
 */
const inexpressible = ['UGX', 'CLF', 'IQD', 'LYD']

/** From ISO's minor units to Stripe's. */
export function toStripe(amount: number, currency: string): number | undefined {
  if (!Number.isSafeInteger(amount) || inexpressible.includes(currency)) return undefined
  if (lastDigitZero.includes(currency)) return amount % 10 === 0 ? amount : undefined
  // No decimals in ISO 4217; Stripe kept two, which are zero.
  if (currency === 'ISK') return exact(amount * 100)
  // Two decimals in ISO 4217; Stripe has none.
  if (currency === 'MGA') return exact(amount / 100)
  return amount
}

/** The other way: exactly the sums that `toStripe` can tell. */
export function fromStripe(amount: number, currency: string): number | undefined {
  const told = currency === 'ISK' ? amount / 100 : currency === 'MGA' ? amount * 100 : amount
  return toStripe(told, currency) === amount ? told : undefined
}

const exact = (amount: number) => (Number.isSafeInteger(amount) ? amount : undefined)
