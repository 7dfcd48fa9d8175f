/**
 * Erasure: of somebody who was erased, the log keeps that something happened and loses what it held of them: values, addresses, user
 * agents. Each record keeps the commitment that its leaf was made with, so the tree stands as before (drizzle/0013_sealing.sql).
 */
import { sql } from 'drizzle-orm'
import type { Ports } from '../ports/index.ts'
import { type AuditContext, opening } from '../store/context.ts'
import { prepare } from '../store/statement.ts'

/** Records at a time: some hundredths of a second, in which nobody waits. */
const atOnce = 2_000

const eraseSome = prepare(sql`select audit.erase(u.id, ${sql.raw(String(atOnce))}) as erased
  from users u where u.id = ${sql.placeholder('userId')}::uuid and u.erased_at is not null`)

/** Is all of it gone? False where the signal came first; what is gone stays gone. Throws `DatabaseError`. */
export async function eraseFromLog(
  { database }: Pick<Ports, 'database'>,
  context: AuditContext,
  userId: unknown,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const [, rows = []] = await database.atomic(
      [opening(context, { remainingMs: () => 5_000 }), eraseSome({ userId })],
      { signal },
    )
    if (Number(rows[0]?.erased ?? 0) < atOnce) return true
  }
  return false
}
