/**
 * Whose session is this? Postgres is the truth; Redis may remember the answer for a minute.
 *
 * `resolveSession` is given what the admission trip found under `sessionKey(hash)`. A value is used, a tombstone
 * refuses, nothing means one SQL read, after which the cache is filled: SET NX, so that a reader which was slow
 * cannot bring back a session that was revoked meanwhile.
 */
import { sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { unavailable } from '../core/errors.ts'
import { tombstone } from '../ports/cache.ts'
import type { Deadline } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import { gatedWrite } from '../store/atomic.ts'
import { systemContext } from '../store/context.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { alive } from './shapes.ts'
import { sessionKey } from './tokens.ts'

/** How long an answer is remembered: the bound on a revocation whose tombstone could not be set. */
export const sessionCacheSeconds = 60

export interface Resolved {
  readonly user: User
  /** To be run after the response: fills the cache, notes that the session is in use. */
  readonly later?: () => Promise<unknown>
}

/** As cached: an actor, and when it ends (milliseconds since 1970). */
interface Principal {
  readonly user: User
  readonly expires: number
}

interface Found extends Principal {
  readonly unseen: boolean
}

const find = prepare(sql`select s.id::text as session_id, u.id::text as user_id, u.role,
    (extract(epoch from s.auth_time) * 1000)::float8 as auth_time,
    (extract(epoch from s.expires_at) * 1000)::float8 as expires,
    s.last_seen_at < clock_timestamp() - interval '5 minutes' as unseen
  from sessions s join users u on u.id = s.user_id
  where s.token_hash = ${sql.placeholder('hash')} and ${alive}`)

const see = gatedWrite(sql`seen as (
    update sessions set last_seen_at = clock_timestamp() from claim
    where id = ${sql.placeholder('id')}::uuid and revoked_at is null
      and last_seen_at < clock_timestamp() - interval '5 minutes'
    returning 1),
  outcome as (select 204 as status, null::int as version, null::jsonb as body from claim)`)

/** The user behind a token's hash, or undefined: unknown, revoked, expired, idle, disabled or unverified alike. */
export async function resolveSession(
  ports: Ports,
  tokenHash: string,
  found: string | null,
  deadline?: Pick<Deadline, 'signal'>,
): Promise<Resolved | undefined> {
  if (found === tombstone) return undefined
  const cached = found === null ? undefined : parse(found)
  if (cached && cached.expires > ports.clock.now()) return { user: cached.user }

  const fresh = await lookUp(ports, tokenHash, deadline?.signal)
  if (!fresh) return undefined
  const { user, expires, unseen } = fresh
  const principal: Principal = { user, expires }
  return {
    user,
    later: () =>
      Promise.all([
        ports.cache.fill(sessionKey(tokenHash), JSON.stringify(principal), sessionCacheSeconds),
        unseen ? touch(ports, user.sessionId) : undefined,
      ]),
  }
}

/** With Redis gone every request asks Postgres: this many at once, one for each session. */
const maxLookUps = 64
const lookingUp = new WeakMap<Ports['database'], Map<string, Promise<Found | undefined>>>()

function lookUp(ports: Ports, hash: string, signal?: AbortSignal): Promise<Found | undefined> {
  // Over HTTP a promise belongs to the request that began it (Workers): there it is capped, but not shared.
  const shared = ports.config.database.driver !== 'neon-http'
  const running = lookingUp.get(ports.database) ?? new Map<string, Promise<Found | undefined>>()
  lookingUp.set(ports.database, running)

  const same = shared ? running.get(hash) : undefined
  if (same) return same
  if (running.size >= maxLookUps) return Promise.reject(unavailable('session look-ups'))
  const key = shared ? hash : crypto.randomUUID()
  // Who shares the promise must not be ended by the one who began it.
  const asked = ask(ports, hash, shared ? AbortSignal.timeout(2_000) : signal).finally(() =>
    running.delete(key),
  )
  running.set(key, asked)
  return asked
}

async function ask(ports: Ports, hash: string, signal?: AbortSignal): Promise<Found | undefined> {
  const [row] = await read(ports, find({ hash }), signal ? { signal } : {})
  if (!row) return undefined
  return {
    user: {
      kind: 'user',
      id: row.user_id as string,
      role: row.role as User['role'],
      sessionId: row.session_id as string,
      authTime: Math.floor(row.auth_time as number),
    },
    expires: Math.floor(row.expires as number),
    unseen: row.unseen as boolean,
  }
}

function touch(ports: Ports, id: string) {
  const signal = AbortSignal.timeout(3_000)
  return see(ports, {
    context: systemContext('sessions', 'seen'),
    deadline: { signal, remainingMs: () => 3_000 },
    principal: 'system',
    idempotency: undefined,
    values: { id },
  })
}

/** What we cached ourselves; anything else is as good as nothing. */
function parse(text: string): Principal | undefined {
  try {
    const value = JSON.parse(text) as Principal
    return value.user?.kind === 'user' && typeof value.expires === 'number' ? value : undefined
  } catch {
    return undefined
  }
}
