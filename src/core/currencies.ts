/**
 * ISO 4217, the currencies in use and how many decimals the minor unit of each stands for. A list of our own:
 * `Intl` differs between runtimes, keeps currencies that nobody can pay in any more, and tells the decimals that
 * people show (CLDR), not those of the standard.
 */
const byDecimals: readonly (readonly [decimals: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'],
  [
    2,
    `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC
    CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
    NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
    SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF'],
]

const decimals: ReadonlyMap<string, number> = new Map(
  byDecimals.flatMap(([digits, codes]) => codes.split(/\s+/).map((code) => [code, digits] as const)),
)

export const currencies: readonly string[] = [...decimals.keys()].sort()

/** How many decimals the minor unit stands for: 2 for EUR, 0 for JPY. Throws for what is no currency of the list. */
export function decimalsOf(currency: string): number {
  const found = decimals.get(currency)
  if (found === undefined) throw new Error(`Not a currency of ISO 4217 in use: ${currency}`)
  return found
}
