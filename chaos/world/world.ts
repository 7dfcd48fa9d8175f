/** What is broken, and what remains of it: the processes of one topology and the lines between them. */
import type { ClientConfig } from 'pg'
import type { OwnPostgres } from '../../test/support/own-postgres.ts'
import type { Clock } from './clock.ts'
import type { Disk } from './disk.ts'
import type { Link } from './link.ts'
import type { OwnRedis } from './redis.ts'
import type { AppServer } from './server.ts'

/** Who is spoken with over a link. */
export type Far = 'app' | 'postgres' | 'redis'

export interface World {
  /** What clients ask, over the link to the app. */
  readonly url: string
  /** What each process of the app is asked, past every link. */
  readonly apps: readonly AppServer[]
  readonly links: Readonly<Partial<Record<Far, Link>>>
  readonly postgres?: OwnPostgres | undefined
  readonly redis?: OwnRedis | undefined
  /** What the database lies on, where that can be filled. */
  readonly disk?: Disk | undefined
  readonly clock?: Clock | undefined
  /** Why something that could be broken here is not: one sentence each. */
  readonly lacks: readonly string[]
  /** For the command line, as for the app. */
  readonly settings: Readonly<Record<string, string>>
  readonly metricsToken: string
  /** Where no timer does what is due. */
  readonly cron?: (() => Promise<void>) | undefined
  /**
   * The superuser's look at the database. Where it is embedded the app has ended for it, and begins no more.
   */
  look<T>(work: (owner: string | ClientConfig) => Promise<T>): Promise<T>
  close(): Promise<void>
}
