/** The average wait of each kind, as those tell it who see how long something waits. */
import type { Load } from '../../ports/load.ts'

export interface Waits extends Load {
  /** `kind` waited so long, in milliseconds. */
  waited(kind: string, ms: number): void
}

export function waits(): Waits {
  const seen = new Map<string, { count: number; ms: number }>()
  return {
    mayWait: true,
    waited(kind, ms) {
      const all = seen.get(kind) ?? { count: 0, ms: 0 }
      all.count++
      all.ms += ms
      seen.set(kind, all)
    },
    averageWaitMs() {
      if (seen.size === 0) return undefined
      const longest = Math.max(...Array.from(seen.values(), ({ count, ms }) => ms / count))
      seen.clear()
      return longest
    },
  }
}
