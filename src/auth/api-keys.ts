/**
 * API keys: a person's credentials for programs. A key is told once, kept as its SHA-256, and good for what its
 * scopes say within what its person may (docs/decisions/0014).
 */
import { sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { AppError, invalid } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite, type Outcome } from '../store/atomic.ts'
import { read } from '../store/read.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { prepare } from '../store/statement.ts'
import { buryKeys, endedKeys, endKeys } from './api-key-revocation.ts'
import { type ApiKeyJson, apiKeyJson } from './api-key-shape.ts'
import { happened } from './events.ts'
import { notice } from './notices.ts'
import { isWithin } from './scopes.ts'
import { freshSecret } from './session-opening.ts'
import { writeOfUser } from './writes.ts'

export interface NewApiKey {
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt?: string | undefined
}

/** So many are open at once; requests that cross each other may make one more each: it keeps order, it guards nothing. */
export const maxApiKeys = 50

const { placeholder } = sql

const expiry = sql`${placeholder('expiresAt')}::timestamptz`

const insertKey = gatedWrite(sql`account as (
    select u.id from users u, claim where u.id = ${placeholder('userId')}::uuid and u.disabled_at is null
    for no key update of u),
  verdict as (
    select case when ${expiry} <= clock_timestamp() then 422
      when (select count(*) from api_keys k where k.user_id = a.id and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > clock_timestamp())) >= ${sql.raw(String(maxApiKeys))} then 409
      else 201 end as status, a.id
    from account a),
  made as (
    insert into api_keys as k (id, token_hash, user_id, name, scopes, expires_at)
    select ${placeholder('id')}::uuid, ${placeholder('tokenHash')}, v.id, ${placeholder('name')},
      ${placeholder('scopes')}::jsonb, ${expiry}
    from verdict v where v.status = 201
    returning k.*, ${happened('auth.api-key.created', sql`k.user_id`, 'success', sql`jsonb_build_object('key', k.id, 'scopes', k.scopes)`)} as event),
  told as (${notice('api-key-created', sql`m.user_id`, sql`from made m`)}),
  outcome as (
    select coalesce(v.status, 401) as status, null::int as version,
      case when k.id is null then ${refusedBody}
        else jsonb_build_object('made', ${apiKeyJson}, 'sealed', ${placeholder('sealed')}::text) end as body
    from claim left join verdict v on true left join made k on true)`)

export interface MadeApiKey {
  readonly made: ApiKeyJson
  readonly key: string
  readonly replayed: boolean
}

/** Throws `validation` for scopes beyond the person's role and for an expiry that has passed, `conflict` for one key too many. */
export async function createApiKey(call: Call, user: User, { name, scopes, expiresAt }: NewApiKey) {
  const beyond = scopes.flatMap((scope, at) => (isWithin(user.role, scope) ? [] : [beyondRole(at)]))
  if (beyond.length > 0) throw invalid(beyond)
  const write = writeOfUser(call, user.id)
  const secret = freshSecret(call, write, 'k')
  const outcome = await insertKey(call.ports, {
    ...write,
    values: {
      userId: user.id,
      id: uuidv7(),
      tokenHash: secret.hash,
      sealed: secret.sealed,
      name,
      scopes: [...new Set(scopes)].sort(),
      expiresAt: expiresAt && new Date(expiresAt).toISOString(),
    },
  })
  if (outcome.status !== 201) throw toldAgain(refusalOf(outcome), outcome)
  const { made, sealed } = outcome.body as { made: ApiKeyJson; sealed: string | null }
  return { made, key: secret.told(outcome, sealed), replayed: outcome.replayed } satisfies MadeApiKey
}

function refusalOf({ status }: Outcome): AppError {
  if (status === 401) return new AppError('unauthenticated')
  if (status === 409)
    return new AppError('conflict', `There are ${maxApiKeys} keys already; revoke one first.`)
  return invalid([{ pointer: '#/expiresAt', code: 'too_small', detail: 'Must lie in the future.' }])
}

const beyondRole = (at: number) => ({
  pointer: `#/scopes/${at}`,
  code: 'beyond_role',
  detail: 'Must be something you may do yourself.',
})

const listOpen = prepare(sql`select ${apiKeyJson} as key from api_keys k
  where k.user_id = ${placeholder('userId')}::uuid and k.revoked_at is null
  order by k.created_at desc, k.id desc limit 200`)

/** One's own keys that are not revoked, newest first, those that expired among them; never a key itself, nor its hash. */
export async function listApiKeys({ ports, deadline }: Call, { id }: User): Promise<ApiKeyJson[]> {
  const rows = await read(ports, listOpen({ userId: id }), { signal: deadline.signal })
  return rows.map(({ key }) => key as ApiKeyJson)
}

const revoke =
  gatedWrite(sql`${endKeys(sql`k.id = ${placeholder('id')}::uuid`, sql`${placeholder('userId')}::uuid`)},
  outcome as (select status, null::int as version,
      case status when 204 then ${endedKeys} else ${refusedBody} end as body
    from (select case when exists (select 1 from ended_keys) then 204 else 404 end as status from claim) s)`)

/** Dead when it is answered. Throws `not-found` where it is not theirs or revoked already. */
export async function revokeApiKey(call: Call, user: User, id: string): Promise<Pick<Outcome, 'replayed'>> {
  const outcome = await revoke(call.ports, { ...writeOfUser(call, user.id), values: { userId: user.id, id } })
  if (outcome.status === 404) throw toldAgain(new AppError('not-found'), outcome)
  await buryKeys(call.ports, outcome.body as readonly string[])
  return { replayed: outcome.replayed }
}
