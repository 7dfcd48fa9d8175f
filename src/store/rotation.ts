/**
 * Rotation: everything that is sealed, and every blind index, comes under the first key of the ring while the app goes on
 * reading and writing.
 *
 * It is decided value by value, by the key that a value names, and put in place only where the old one still stands; so it may be
 * stopped at any time, killed, run twice or in two places, and goes on with what is left. What cannot be opened stays as it is.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyRing } from '../core/keys.ts'
import { isDatabaseError } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'
import { blindIndex, seal } from './cipher.ts'
import { opening, systemContext } from './context.ts'
import { recordFrom, type Sealed, type SealedRow, type Swap, swapping } from './sealed.ts'
import { kidOf, opened, pagesOf } from './survey.ts'

export interface RotationOptions {
  /** Rows at a time: no lock is held for longer than these take. */
  readonly batch: number
  /** Told after each batch how many rows were re-sealed in it. */
  readonly tell: (table: string, rows: number) => void
}

/** After so many rounds in which others held, or changed, each row that was left, it is left to another run. */
const patience = 20

/** How many rows were re-sealed. */
export async function reseal(
  ports: Pick<Ports, 'database' | 'config'>,
  all: readonly Sealed[],
  options: RotationOptions,
): Promise<number> {
  let rows = 0
  for (const sealed of all) {
    for (let idle = 0; idle < patience; ) {
      const round = await onceThrough(ports, sealed, options)
      rows += round.swapped
      if (round.missed === 0) break
      if (round.swapped === 0) idle++
      await sleep(50)
    }
  }
  return rows
}

async function onceThrough(
  ports: Pick<Ports, 'database' | 'config'>,
  sealed: Sealed,
  { batch, tell }: RotationOptions,
) {
  const swap = swapping(sealed)
  const round = { swapped: 0, missed: 0 }
  for await (const rows of pagesOf(ports, sealed, batch)) {
    const swaps = rows.flatMap((row) => swapOf(ports.config.keys, sealed, row) ?? [])
    if (swaps.length === 0) continue
    const swapped = await put(ports, swap({ rows: swaps.map(recordFrom) }))
    round.swapped += swapped
    round.missed += swaps.length - swapped
    tell(sealed.table, swapped)
  }
  return round
}

/** Undefined where nothing of the row can be brought under the first key, or all of it stands there already. */
function swapOf(keys: KeyRing, sealed: Sealed, row: SealedRow): Swap | undefined {
  const { field } = keys
  const values = [...row.values]
  const indexes = [...row.indexes]
  sealed.values.forEach(({ column, lookup }, at) => {
    const text = opened(keys, sealed, row, at)
    if (text === undefined) return
    const place = { table: sealed.table, column, row: row.key.join(' ') }
    if (kidOf(row.values[at] ?? '') !== field[0].kid) values[at] = seal(field, place, text)
    if (lookup) indexes[at] = blindIndex(field, place, lookup.of(text))[0]
  })
  const changed = values.some((value, at) => value !== row.values[at] || indexes[at] !== row.indexes[at])
  return changed ? { row, values, indexes } : undefined
}

const attempts = 5

/** Tried again after what passes: a swap that took effect unheard finds nothing to do the second time. */
async function put({ database }: Pick<Ports, 'database'>, swap: Parameters<Ports['database']['query']>[0]) {
  for (let attempt = 1; ; attempt++) {
    try {
      const context = opening(systemContext('holdfast', 'keys-rotate'), { remainingMs: () => 10_000 })
      const [, rows = []] = await database.atomic([context, swap], { signal: AbortSignal.timeout(15_000) })
      return Number(rows[0]?.swapped ?? 0)
    } catch (error) {
      if (attempt === attempts || !passes(error)) throw error
      await sleep(100 * 2 ** attempt)
    }
  }
}

const passes = (error: unknown) =>
  isDatabaseError(error) && (error.code === undefined || /^(08|40|53|55|57)/.test(error.code))
