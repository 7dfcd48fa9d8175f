/** From ports as the drivers give them to ports that bear the loss of what is behind them. The entries call it, once. */
import type { BarePorts, Ports } from '../../ports/index.ts'
import type { Dependency } from '../../ports/modes.ts'
import { type BreakerOptions, type BreakerState, breaker } from './breaker.ts'
import { resilientDatabase } from './database.ts'
import { modes } from './modes.ts'
import { resilientRedis } from './redis.ts'
import { retryBudget } from './retry.ts'

/** A database that gets up again is found within a second; one that stands still holds up one caller at a time. */
const forPostgres = { windowMs: 5_000, calls: 5, share: 0.5, openMs: 500, probeMs: 3_500 }
/** Cheaper to try, and cheaper to do without. */
const forRedis = { windowMs: 2_000, calls: 5, share: 0.5, openMs: 250, probeMs: 500 }

export function resilient(bare: BarePorts): Ports {
  const { clock, meter, log } = bare
  const random = Math.random

  function breakerOf(dependency: Dependency, options: Pick<BreakerOptions, keyof typeof forRedis>) {
    let away = false
    const tell = (state: BreakerState) => {
      if (away === (state !== 'closed')) return
      away = !away
      meter.gauge('breaker_open', away ? 1 : 0, { dependency })
      log.write({ level: away ? 'warn' : 'info', action: `breaker.${state}`, detail: dependency })
    }
    return breaker({ ...options, clock, random, changed: tell })
  }

  const retrying = {
    budget: retryBudget(),
    random,
    pause: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
    retried: () => meter.count('database_retries_total'),
  }
  const breakers = { postgres: breakerOf('postgres', forPostgres), redis: breakerOf('redis', forRedis) }
  return {
    ...bare,
    ...resilientRedis(bare, breakers.redis),
    database: resilientDatabase(bare.database, {
      breaker: breakers.postgres,
      retrying,
      now: clock.monotonic,
    }),
    modes: modes({ log, meter, clock, isAway: (dependency) => breakers[dependency].state() !== 'closed' }),
  }
}
