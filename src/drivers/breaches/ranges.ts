/**
 * Leaked passwords by ranges, as Have I Been Pwned serves them: five digits of a SHA-1 go out, the rests of all that begin so come
 * back, and the look is ours. One answer in a million hashes: whoever listens learns next to nothing, and with padding
 * not even from its size.
 *
 * A service that fails is left alone for a minute, so that it costs one time-out a minute and not one a request. No promise
 * is shared between requests, which a Worker could not bear; that is why the breaker is three lines of ours.
 */
import { createHash } from 'node:crypto'
import type { Breaches } from '../../ports/breaches.ts'
import type { Monotonic } from '../../ports/clock.ts'
import { bounded } from '../bounded.ts'
import { boundedText } from '../bounded-text.ts'

export interface RangesOptions {
  /** To which the five digits are appended. */
  readonly url: string
  readonly clock: Monotonic
  readonly timeoutMs?: number
  /** How long a range is remembered, and how long a service that failed is left alone. */
  readonly rememberMs?: number
  readonly restMs?: number
}

/** A range is some 40 KiB. */
const maxRanges = 32
const maxBytes = 1024 * 1024

const line = /^([0-9A-F]{35}):(\d{1,12})$/

export function breachRanges({
  url,
  clock,
  timeoutMs = 1_000,
  rememberMs = 3_600_000,
  restMs = 60_000,
}: RangesOptions): Breaches {
  const ranges = bounded<ReadonlySet<string>>(maxRanges, clock)
  let restUntil = 0

  async function rangeOf(prefix: string): Promise<ReadonlySet<string> | undefined> {
    const known = ranges.get(prefix)
    if (known) return known
    if (clock.monotonic() < restUntil) return undefined
    // After a rest one request asks, and the others go on resting until it has been answered.
    if (restUntil > 0) restUntil = clock.monotonic() + restMs
    try {
      const range = await ask(url + prefix, timeoutMs)
      restUntil = 0
      ranges.put(prefix, range, clock.monotonic() + rememberMs)
      return range
    } catch {
      restUntil = clock.monotonic() + restMs
      return undefined
    }
  }

  return {
    async holds(password) {
      const digest = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase()
      const range = await rangeOf(digest.slice(0, 5))
      return range?.has(digest.slice(5))
    },
  }
}

/** Throws on everything that is not a range: another status, another page, too much of it. */
async function ask(url: string, timeoutMs: number): Promise<ReadonlySet<string>> {
  const response = await fetch(url, {
    headers: { 'add-padding': 'true', 'user-agent': 'holdfast' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel()
    throw new Error('No range.')
  }
  const lines = (await boundedText(response.body, maxBytes))?.trim().split(/\r?\n/)
  if (!lines) throw new Error('No range.')
  const range = new Set<string>()
  for (const text of lines) {
    const [, rest = '', count] = line.exec(text) ?? []
    if (!rest) throw new Error('No range.')
    if (Number(count) > 0) range.add(rest) // what only pads has been seen no time
  }
  return range
}
