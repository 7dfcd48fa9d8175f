/** Whose session is this? What `principals` asks of Postgres about a session's token. */
import { sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { gatedWrite } from '../store/atomic.ts'
import { heartbeat } from '../store/context.ts'
import { prepare } from '../store/statement.ts'
import type { LookUp } from './look-up.ts'
import { alive } from './shapes.ts'

const { placeholder } = sql

const see = gatedWrite(sql`seen as (
    update sessions set last_seen_at = clock_timestamp() from claim
    where id = ${placeholder('id')}::uuid and revoked_at is null
      and last_seen_at < clock_timestamp() - interval '5 minutes'
    returning 1),
  outcome as (select 204 as status, null::int as version, null::jsonb as body from claim)`)

export const sessionLookUp: LookUp = {
  find: prepare(sql`select s.id::text as session_id, u.id::text as user_id, u.role,
      (extract(epoch from s.auth_time) * 1000)::float8 as auth_time,
      (extract(epoch from s.expires_at) * 1000)::float8 as expires,
      s.last_seen_at < clock_timestamp() - interval '5 minutes' as unseen
    from sessions s join users u on u.id = s.user_id
    where s.token_hash = ${placeholder('hash')} and ${alive}`),
  userOf: (row) => ({
    kind: 'user',
    id: row.user_id as string,
    role: row.role as User['role'],
    sessionId: row.session_id as string,
    authTime: Math.floor(row.auth_time as number),
  }),
  touch: (ports, { sessionId }) => see(ports, { ...heartbeat('sessions'), values: { id: sessionId } }),
  endsWithTombstone: true,
}
