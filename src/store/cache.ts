/**
 * Cached rows. The gateway has read the row's key (or buried it, for a write) in the admission trip;
 * here is what a cached row looks like and when a reader may leave one behind.
 */
import type { Call } from '../ports/endpoint.ts'

const rowSeconds = 60

/** A reader slower than this might fill what it read before a tombstone that has expired since. */
const fillWithinMs = 3000

export function rowKey(table: string, id: string): string {
  return `row:${table}:${id}`
}

/** The row that the cache held for this call; undefined where it held none that can be read. */
export function cachedRow({ cached }: Pick<Call, 'cached'>): Readonly<Record<string, unknown>> | undefined {
  if (cached === undefined) return undefined
  try {
    const row: unknown = JSON.parse(cached)
    return typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Leaves a row for the next reader, after the answer; `began` is when its statement was sent. */
export function fillRow(
  { later, mayFill, ports }: Pick<Call, 'later' | 'mayFill' | 'ports'>,
  key: string,
  row: unknown,
  began: number,
): void {
  if (!mayFill) return
  later(async () => {
    if (ports.clock.now() - began < fillWithinMs) await ports.cache.fill(key, JSON.stringify(row), rowSeconds)
  })
}
