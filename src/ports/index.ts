import type { Config } from '../core/config.ts'
import type { Admission } from './admission.ts'
import type { Breaches } from './breaches.ts'
import type { Cache } from './cache.ts'
import type { Clock } from './clock.ts'
import type { Collector } from './collector.ts'
import type { Database } from './database.ts'
import type { Egress } from './egress.ts'
import type { Load } from './load.ts'
import type { Log } from './log.ts'
import type { Mailer } from './mailer.ts'
import type { Meter } from './meter.ts'
import type { Modes } from './modes.ts'
import type { Payments } from './payments.ts'
import type { Provider } from './provider.ts'

/** As the drivers give them, before `store/resilience` stands in front. */
export type BarePorts = Omit<Ports, 'modes'>

/** All that the house needs of the world; an entry fills it, everything else receives it. */
export interface Ports {
  readonly config: Config
  readonly database: Database
  readonly admission: Admission
  /** The same limits counted in this process alone: for health checks, and for everybody while Redis is away. */
  readonly local: Admission
  readonly cache: Cache
  readonly mailer: Mailer
  /** Who else may say who somebody is, in the order of the settings. */
  readonly providers: readonly Provider[]
  /** Absent: nobody collects, and payments are recorded by hand (PAYMENTS=manual). */
  readonly payments: Payments | undefined
  /** Absent: nobody is asked (PASSWORD_BREACHES=off). */
  readonly breaches: Breaches | undefined
  /** To addresses that somebody who uses this wrote down. */
  readonly egress: Egress
  /** Absent: the sealed log is handed to nobody (no AUDIT_PUSH_URL). */
  readonly collector: Collector | undefined
  readonly log: Log
  readonly meter: Meter
  readonly load: Load
  readonly modes: Modes
  readonly clock: Clock
  /** Aborts when the process was asked to stop: not ready any more, but still finishing. */
  readonly stopping: AbortSignal
}
