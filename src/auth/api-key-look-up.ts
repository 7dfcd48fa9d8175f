/** Whose API key is this? What `principals` asks of Postgres about a key. It is no session: it has no idle time. */
import { sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { gatedWrite } from '../store/atomic.ts'
import { heartbeat } from '../store/context.ts'
import { prepare } from '../store/statement.ts'
import type { LookUp } from './look-up.ts'
import { accountOpen } from './shapes.ts'

const { placeholder } = sql

const see = gatedWrite(sql`seen as (
    update api_keys set last_used_at = clock_timestamp() from claim
    where id = ${placeholder('id')}::uuid and revoked_at is null returning 1),
  outcome as (select 204 as status, null::int as version, null::jsonb as body from claim)`)

export const apiKeyLookUp: LookUp = {
  find: prepare(sql`select k.id::text as key_id, u.id::text as user_id, u.role, k.scopes,
      (extract(epoch from coalesce(k.expires_at, clock_timestamp() + interval '1 day')) * 1000)::float8 as expires,
      coalesce(k.last_used_at < clock_timestamp() - interval '5 minutes', true) as unseen
    from api_keys k join users u on u.id = k.user_id
    where k.token_hash = ${placeholder('hash')} and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > clock_timestamp())
      and ${accountOpen}`),
  userOf: (row) => ({
    kind: 'user',
    id: row.user_id as string,
    role: row.role as User['role'],
    sessionId: row.key_id as string,
    authTime: 0,
    scopes: row.scopes as readonly string[],
  }),
  touch: (ports, { sessionId }) => see(ports, { ...heartbeat('api-keys'), values: { id: sessionId } }),
  // A change of its person's role buries a key as well, and does not end it.
  endsWithTombstone: false,
}
