/** What is done differently while a dependency is away. The table of them, with what each means, is `store/resilience/table`. */

export type Mode =
  | 'limits-local'
  | 'limits-closed'
  | 'principals-from-postgres'
  | 'cache-bypassed'
  | 'tombstones-later'
  | 'rows-from-cache'
  | 'reads-refused'
  | 'writes-refused'
  | 'jobs-waiting'
  | 'brownout'

export type Dependency = 'postgres' | 'redis'

export interface Modes {
  /** This was just done so: counted each time, logged when it begins. */
  degraded(mode: Mode): void
  /** What was done so within the last seconds; what is over is logged as such. */
  active(): readonly Mode[]
  has(mode: Mode): boolean
  /** Is it left alone, after it failed? */
  isAway(dependency: Dependency): boolean
}
