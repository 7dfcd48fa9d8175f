/** Keeps account of what is done differently right now: a counter, a line of the log at its begin and at its end, and a list. */
import type { Monotonic } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Meter } from '../../ports/meter.ts'
import type { Dependency, Mode, Modes } from '../../ports/modes.ts'

/** What was not done so for as long is over. */
const lastsMs = 10_000

export interface ModesOptions {
  readonly log: Log
  readonly meter: Meter
  readonly clock: Monotonic
  readonly isAway: (dependency: Dependency) => boolean
}

export function modes({ log, meter, clock, isAway }: ModesOptions): Modes {
  const since = new Map<Mode, number>()

  function sweep(now: number) {
    for (const [mode, at] of since) {
      if (now - at < lastsMs) continue
      since.delete(mode)
      log.write({ level: 'info', action: 'mode.ended', detail: mode })
    }
  }

  return {
    degraded(mode) {
      const now = clock.monotonic()
      meter.count('degraded_total', { mode })
      sweep(now)
      if (!since.has(mode)) log.write({ level: 'warn', action: 'mode.began', detail: mode })
      since.set(mode, now)
    },
    active() {
      sweep(clock.monotonic())
      return [...since.keys()].sort()
    },
    has(mode) {
      const at = since.get(mode)
      return at !== undefined && clock.monotonic() - at < lastsMs
    },
    isAway,
  }
}
