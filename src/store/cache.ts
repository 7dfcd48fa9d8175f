/**
 * Cached rows. The gateway has read the row's key (or buried it, for a write) in the admission trip;
 * here is what a cached row looks like and when a reader may leave one behind.
 */
import type { HeaderFields } from '../core/headers.ts'
import { rowTombstoneSeconds } from '../ports/cache.ts'
import type { Call } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import { isDue, renewed } from './renewal.ts'

const rowSeconds = 60

/** A reader slower than this might fill what it read before a tombstone that has expired since. */
const fillWithinMs = 3000
const renewWithinMs = 2000

export function rowKey(table: string, id: string): string {
  return `row:${table}:${id}`
}

/** A row as its readers get it, with what must be known before one of them does. */
export interface ReadRow {
  /** Whose it is: asked again on every hit. */
  readonly owner: string
  readonly version: number
  /** The answer's body, as it was sent. */
  readonly json: string
}

export interface CachedRow extends ReadRow {
  /** When it was read, in milliseconds since 1970. */
  readonly at: number
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
    .catch(() => ports.modes.degraded('cache-bypassed'))
}

/** The row that the cache held for this call; undefined where it held none that can be read. */
export function cachedRow({ cached }: Pick<Call, 'cached'>): CachedRow | undefined {
  // A head of one line, so that a hit need not read what it only passes on.
  const [, owner, version, at, json] = /^(\S+) (\d+) (\d+)\n(\{.*\})$/.exec(cached ?? '') ?? []
  return owner && version && json ? { owner, version: Number(version), at: Number(at), json } : undefined
}

const spelled = ({ owner, version, at, json }: CachedRow) => `${owner} ${version} ${at}\n${json}`

/** What an answer from the cache says of its age while nobody can tell whether it is still true (RFC 9111 §5.1). */
export function agedHeaders(
  { modes, clock }: Pick<Ports, 'modes' | 'clock'>,
  { at }: CachedRow,
): HeaderFields {
  if (!modes.isAway('postgres')) return {}
  modes.degraded('rows-from-cache')
  const age = String(Math.max(0, Math.floor((clock.now() - at) / 1000)))
  return { age, warning: '111 - "Revalidation Failed"' }
}

/** Reads a row of which the cache knew nothing, and leaves it for the next reader, after the answer. */
export async function readThrough(
  { later, mayFill, ports }: Pick<Call, 'later' | 'mayFill' | 'ports'>,
  key: string,
  look: () => Promise<ReadRow | undefined>,
): Promise<ReadRow | undefined> {
  const at = ports.clock.now()
  const isLate = lateness(ports)
  const row = await look()
  if (row && mayFill)
    later(async () => {
      if (!isLate()) await ports.cache.fill(key, spelled({ ...row, at }), rowSeconds)
    })
  return row
}

/** Told by what has passed: a clock that is set back meanwhile must not make a late reader an early one. */
function lateness({ clock }: Pick<Ports, 'clock'>): () => boolean {
  const begun = clock.monotonic()
  return () => clock.monotonic() - begun >= fillWithinMs
}

/** Looks again at a row that is in use, after the answer. `look` reads it, and answers undefined where it is gone. */
export function renewRow(
  { later, ports }: Pick<Call, 'later' | 'ports'>,
  key: string,
  old: CachedRow,
  look: (signal: AbortSignal) => Promise<ReadRow | undefined>,
): void {
  if (!isDue(ports, key, old.at)) return
  later(() =>
    renewed(ports, async () => {
      const at = ports.clock.now()
      const isLate = lateness(ports)
      const row = await look(AbortSignal.timeout(renewWithinMs))
      if (isLate()) return
      if (row?.owner === old.owner)
        await ports.cache.renew(key, spelled(old), spelled({ ...row, at }), rowSeconds)
      else await ports.cache.bury([key], rowTombstoneSeconds)
    }),
  )
}
