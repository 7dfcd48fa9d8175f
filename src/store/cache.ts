/**
 * Cached rows. The gateway has read the row's key (or buried it, for a write) in the admission trip;
 * here is what a cached row looks like and when a reader may leave one behind.
 */
import { rowTombstoneSeconds } from '../ports/cache.ts'
import type { Call } from '../ports/endpoint.ts'

const rowSeconds = 60

/** A reader slower than this might fill what it read before a tombstone that has expired since. */
const fillWithinMs = 3000

export function rowKey(table: string, id: string): string {
  return `row:${table}:${id}`
}

/** A row as its readers get it, with what must be known before one of them does. */
export interface CachedRow {
  /** Whose it is: asked again on every hit. */
  readonly owner: string
  readonly version: number
  /** The answer's body, as it was sent. */
  readonly json: string
}

/**
 * Says of rows that no path names that they are about to change, before the database hears of it, as the gateway does for one that
 * a path names. Without Redis nobody reads the cache either: what outlives the outage there does so for a minute at most.
 */
export async function announceRows(
  { ports, deadline }: Pick<Call, 'ports' | 'deadline'>,
  keys: readonly string[],
): Promise<void> {
  await ports.cache
    .bury(keys, rowTombstoneSeconds, deadline.signal)
    .catch(() => ports.meter.count('redis_degraded_total'))
}

/** The row that the cache held for this call; undefined where it held none that can be read. */
export function cachedRow({ cached }: Pick<Call, 'cached'>): CachedRow | undefined {
  // A head of one line, so that a hit need not read what it only passes on.
  const [, owner, version, json] = /^(\S+) (\d+)\n(\{.*\})$/.exec(cached ?? '') ?? []
  return owner && version && json ? { owner, version: Number(version), json } : undefined
}

/** Leaves a row for the next reader, after the answer; `began` is when its statement was sent. */
export function fillRow(
  { later, mayFill, ports }: Pick<Call, 'later' | 'mayFill' | 'ports'>,
  key: string,
  { owner, version, json }: CachedRow,
  began: number,
): void {
  if (!mayFill) return
  later(async () => {
    if (ports.clock.now() - began >= fillWithinMs) return
    await ports.cache.fill(key, `${owner} ${version}\n${json}`, rowSeconds)
  })
}
