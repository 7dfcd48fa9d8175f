/**
 * Who is behind this credential? Postgres is the truth; Redis may remember the answer for a minute.
 *
 * `resolve` is given what the admission trip found under `credentialKey`. A value is used, nothing means one SQL read,
 * after which the cache is filled: SET NX, so that a reader which was slow cannot bring back what was revoked meanwhile.
 */
import type { User } from '../core/actor.ts'
import { unavailable } from '../core/errors.ts'
import { sessionTombstoneSeconds, tombstone } from '../ports/cache.ts'
import type { Credential, Deadline } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import { read } from '../store/read.ts'
import { isDue, renewed } from '../store/renewal.ts'
import { apiKeyLookUp } from './api-key-look-up.ts'
import type { LookUp } from './look-up.ts'
import { sessionLookUp } from './sessions.ts'
import { credentialKey } from './tokens.ts'

/** How long an answer is remembered: the bound on a revocation whose tombstone could not be set. */
export const principalCacheSeconds = 60

export interface Resolved {
  readonly user: User
  /** To be run after the response: fills the cache, notes that the credential is in use. */
  readonly later?: () => Promise<unknown>
}

const lookUps: Readonly<Record<Credential['kind'], LookUp>> = {
  session: sessionLookUp,
  'api-key': apiKeyLookUp,
}

/** As cached: an actor, and when it ends (milliseconds since 1970). */
interface Principal {
  readonly user: User
  readonly expires: number
  /** When Postgres was asked. */
  readonly at: number
}

interface Found extends Principal {
  readonly unseen: boolean
}

/** The user behind a credential, or undefined: unknown, revoked, expired, idle, disabled or unverified alike. */
export async function resolve(
  ports: Ports,
  { kind, hash }: Pick<Credential, 'kind' | 'hash'>,
  found: string | null,
  deadline?: Pick<Deadline, 'signal'>,
): Promise<Resolved | undefined> {
  if (hash === undefined) return undefined
  const lookUp = lookUps[kind]
  if (found === tombstone && lookUp.endsWithTombstone) return undefined
  const cached = found === null || found === tombstone ? undefined : parse(found)
  const key = credentialKey(kind, hash)
  if (cached && cached.expires > ports.clock.now()) {
    if (!isDue(ports, key, cached.at)) return { user: cached.user }
    return {
      user: cached.user,
      later: () => renewed(ports, () => renew(ports, lookUp, key, hash, found ?? '')),
    }
  }

  if (found === tombstone) await earlier(ports, key)
  const fresh = await once(ports, key, deadline?.signal, (signal) => ask(ports, lookUp, hash, signal))
  if (!fresh) return undefined
  const { user, unseen } = fresh
  return {
    user,
    later: () =>
      Promise.all([
        found === tombstone || ports.cache.fill(key, remembered(fresh), principalCacheSeconds),
        unseen && lookUp.touch(ports, user),
      ]),
  }
}

/** Of a credential that is in use, before what is remembered of it ends. One that is over is buried. */
async function renew(ports: Ports, lookUp: LookUp, key: string, hash: string, old: string): Promise<void> {
  const fresh = await ask(ports, lookUp, hash, AbortSignal.timeout(2_000))
  if (!fresh) return ports.cache.bury([key], sessionTombstoneSeconds)
  await ports.cache.renew(key, old, remembered(fresh), principalCacheSeconds)
  if (fresh.unseen) await lookUp.touch(ports, fresh.user)
}

const remembered = ({ user, expires, at }: Principal) =>
  JSON.stringify({ user, expires, at } satisfies Principal)

/** With Redis gone every request asks Postgres: this many at once, one for each credential. */
const maxLookUps = 64
const lookingUp = new WeakMap<Ports['database'], Map<string, Promise<Found | undefined>>>()

function once(
  ports: Ports,
  name: string,
  signal: AbortSignal | undefined,
  task: (signal: AbortSignal | undefined) => Promise<Found | undefined>,
): Promise<Found | undefined> {
  // Over HTTP a promise belongs to the request that began it (Workers): there it is capped, but not shared.
  const shared = ports.config.database.driver !== 'neon-http'
  const running = lookingUp.get(ports.database) ?? new Map<string, Promise<Found | undefined>>()
  lookingUp.set(ports.database, running)

  const same = shared ? running.get(name) : undefined
  if (same) return same
  if (running.size >= maxLookUps) return Promise.reject(unavailable('credential look-ups'))
  const key = shared ? name : crypto.randomUUID()
  // Who shares the promise must not be ended by the one who began it.
  const asked = task(shared ? AbortSignal.timeout(2_000) : signal).finally(() => running.delete(key))
  running.set(key, asked)
  return asked
}

/**
 * A look-up that is under way may have read before the change that the tombstone stands for: whoever finds one does not share
 * it, but waits until it is over, and shares the next.
 */
async function earlier(ports: Ports, name: string): Promise<void> {
  await lookingUp
    .get(ports.database)
    ?.get(name)
    ?.catch(() => {})
}

async function ask(
  ports: Ports,
  { find, userOf }: LookUp,
  hash: string,
  signal?: AbortSignal,
): Promise<Found | undefined> {
  const at = ports.clock.now()
  const [row] = await read(ports, find({ hash }), signal ? { signal } : {})
  if (!row) return undefined
  return {
    user: userOf(row),
    expires: Math.floor(row.expires as number),
    at,
    unseen: row.unseen as boolean,
  }
}

/** What we cached ourselves; anything else is as good as nothing. */
function parse(text: string): Principal | undefined {
  try {
    const value = JSON.parse(text) as Principal
    return value.user?.kind === 'user' && typeof value.expires === 'number' && typeof value.at === 'number'
      ? value
      : undefined
  } catch {
    return undefined
  }
}
