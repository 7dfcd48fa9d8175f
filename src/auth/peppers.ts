/** Under which peppers do passwords stand? A hash comes under the first one when its person signs in, and no sooner. */
import { sql } from 'drizzle-orm'
import type { Ports } from '../ports/index.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'

export interface PepperUse {
  /** Null: what stands there is no hash of ours. */
  readonly kid: string | null
  readonly passwords: number
}

const uses =
  prepare(sql`select substring(password_hash from ',k=([A-Za-z0-9_-]+)\\$') as kid, count(*)::int as passwords
  from users where password_hash is not null group by 1 order by 1`)

export async function pepperUses(ports: Pick<Ports, 'database'>): Promise<readonly PepperUse[]> {
  return (await read(ports, uses())) as unknown as readonly PepperUse[]
}
