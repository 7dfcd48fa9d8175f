/**
 * Ending API keys, and having them asked for anew: one atomic write, then tombstones over what Redis remembers of
 * them, then the answer. As with sessions (`revocation`) the write leaves a row of work that sets the tombstones again.
 *
 * A tombstone over a key says "ask Postgres", and ends nothing by itself (`api-key-look-up`). So whatever changes what a
 * person may do reaches their keys by the same means: they stay, and are what Postgres says from then on.
 */
import { type SQL, sql } from 'drizzle-orm'
import { sessionTombstoneSeconds } from '../ports/cache.ts'
import type { Ports } from '../ports/index.ts'
import type { Outcome } from '../store/atomic.ts'
import type { JobHandler } from '../store/jobs.ts'
import { post } from '../store/outbox.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { happened } from './events.ts'
import { buryPrincipals, endedHashes } from './revocation.ts'
import { credentialKey, sessionKey } from './tokens.ts'

export const keyTombstoneTopic = 'api-key.tombstone'

const { placeholder } = sql

const postLater = (from: SQL) =>
  post(keyTombstoneTopic, sql`jsonb_build_object('keyId', id)`, from, sql`interval '2 seconds'`)

/** CTEs that revoke a user's keys which meet a condition on `k`: `ended_keys(id, token_hash)`, and the work for their tombstones. */
export function endKeys(condition: SQL, userId: SQL): SQL {
  return sql`ended_keys as (
      update api_keys k set revoked_at = clock_timestamp() from claim
      where k.user_id = ${userId} and k.revoked_at is null and ${condition}
      returning k.id, k.token_hash, ${happened(
        'auth.api-key.revoked',
        sql`k.user_id`,
        'success',
        sql`jsonb_build_object('key', k.id)`,
      )} as event),
    buried_keys as (${postLater(sql`from ended_keys`)})`
}

/**
 * CTEs with the same names that leave a user's keys alive and have them asked for anew: for a change of the role, and for
 * whoever is disabled or enabled. `userId` is a select of one id, or of none where nothing changed.
 */
export function refreshKeys(userId: SQL): SQL {
  return sql`ended_keys as (
      select k.id, k.token_hash from api_keys k, claim where k.user_id = ${userId} and k.revoked_at is null),
    buried_keys as (${postLater(sql`from ended_keys`)})`
}

/** The hashes whose tombstones are due, for the body of an outcome; never part of an answer. */
export const endedKeys = sql`(select coalesce(jsonb_agg(token_hash), '[]'::jsonb) from ended_keys)`

/** Sessions and keys together, where a write ends or refreshes both: the body of its outcome, for `buryRights`. */
export const endedRights = sql`jsonb_build_object('sessions', ${endedHashes}, 'keys', ${endedKeys})`

/** Sets the tombstones of an outcome whose body is (or has the members of) `endedRights`, in one trip. */
export async function buryRights(ports: Ports, { body }: Pick<Outcome, 'body'>): Promise<void> {
  const { sessions = [], keys = [] } = (body ?? {}) as Partial<Record<'sessions' | 'keys', readonly string[]>>
  await buryPrincipals(ports, [...sessions.map(sessionKey), ...keys.map(apiKeyKey)])
}

export async function buryKeys(ports: Ports, hashes: readonly string[]): Promise<void> {
  await buryPrincipals(ports, hashes.map(apiKeyKey))
}

const apiKeyKey = (hash: string) => credentialKey('api-key', hash)

const hashOf = prepare(sql`select token_hash from api_keys where id = ${placeholder('keyId')}::uuid`)

/** The job: sets the tombstone again. It costs one look-up where the first one stands. */
export const buryKeyAgain: JobHandler = async (ports, job, signal) => {
  const [row] = await read(ports, hashOf({ keyId: job.payload.keyId }), { signal })
  if (!row) return
  await ports.cache.bury([apiKeyKey(row.token_hash as string)], sessionTombstoneSeconds, signal)
}
