/**
 * Pruning: sessions, mailed tokens and API keys a week after they ended. They open nothing from the moment they end; until
 * then somebody may want to see them. The audit log records that they go, and keeps what it says of them.
 * Challenges, which tell nothing that the log does not, go within the hour.
 */
import { type SQL, sql } from 'drizzle-orm'
import { outlived, pruning } from '../store/prune.ts'
import type { Recurring } from '../store/recurring.ts'

const day = 86_400

const aWeekAgo = (ended: SQL) => sql`${ended} < now() - interval '7 days'`

export const authPruning: readonly Recurring[] = [
  pruning({
    table: 'sessions',
    everySeconds: day,
    batch: 500,
    statement: outlived('sessions', 'id', aWeekAgo(sql`least(expires_at, revoked_at)`)),
  }),
  pruning({
    table: 'mailed_tokens',
    everySeconds: day,
    batch: 500,
    statement: outlived('mailed_tokens', 'token_hash', aWeekAgo(sql`least(expires_at, used_at)`)),
  }),
  pruning({
    table: 'challenges',
    everySeconds: 3_600,
    batch: 2_000,
    statement: outlived('challenges', 'token_hash', sql`expires_at < now()`),
  }),
  pruning({
    table: 'api_keys',
    everySeconds: day,
    batch: 500,
    statement: outlived('api_keys', 'id', aWeekAgo(sql`least(expires_at, revoked_at)`)),
  }),
  /** LIMIT_LOGIN's window is 999,999 seconds at most: what is older counts for nothing. */
  pruning({
    table: 'password_attempts',
    everySeconds: 3_600,
    batch: 2_000,
    statement: (limit) => sql`with old as (
        delete from password_attempts where account in (
          select account from password_attempts where since < now() - interval '12 days' limit ${limit} for update skip locked)
        returning 1)
      select count(*)::int as pruned from old`,
  }),
]
