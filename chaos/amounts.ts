/** How much of everything is done: as much as was asked for, shared out among the topologies, or the short form that CI runs. */
import type { RunOptions } from './run.ts'
import { topologies } from './topologies/topologies.ts'

export type Amount = Pick<RunOptions, 'writes' | 'times' | 'seconds' | 'everyKind' | 'pace'>

export interface Wanted {
  readonly topologies: readonly string[]
  readonly writes: number
  readonly times: number
  readonly seconds: number
  readonly short: boolean
  /** At a time, and not in all. */
  readonly brief: boolean
}

const long = { lasts: [200, 5_000], pauses: [300, 1_500], twos: 1 / 3 } as const
const quick = { lasts: [200, 800], pauses: [150, 400], twos: 1 / 3 } as const

/** Every kind of fault where the product runs as it mostly does, some where that is only arranged otherwise. */
const inShort: Readonly<Record<string, Omit<Amount, 'pace' | 'seconds'>>> = {
  embedded: { writes: 800, times: 0, everyKind: true },
  node: { writes: 1_200, times: 0, everyKind: true },
  pair: { writes: 600, times: 8, everyKind: false },
  workerd: { writes: 150, times: 4, everyKind: false },
}

export function amountOf(name: string, { short, writes, times, seconds, ...asked }: Wanted): Amount {
  const whole = asked.topologies.reduce((sum, one) => sum + (topologies[one]?.share ?? 0), 0)
  const part = (topologies[name]?.share ?? 0) / whole
  const some = inShort[name]
  if (short && some) return { ...some, seconds: 0, pace: quick }
  return {
    writes: Math.ceil(writes * part),
    times: Math.ceil(times * part),
    seconds: seconds * part,
    everyKind: false,
    pace: asked.brief ? quick : long,
  }
}
