/**
 * Login: one read, one hash, one atomic write, whoever asks and whatever is wrong.
 *
 * Unknown, wrong, disabled and unverified cost the same trips and the same hash, and get the same answer.
 * The write opens the session only if the account still is what was read; if not, or if the password was
 * wrong, it records the denial of a known account and nothing of an unknown one. A denial commits without
 * waiting for the disk, so that the wait does not tell a known address from an unknown one.
 *
 * With an Idempotency-Key the answer is kept for a retry, and the token in it sealed: who reads the database
 * has no session by that. A retry does the same work, and gets the session that the first request opened.
 */
import { sql } from 'drizzle-orm'
import type { Role } from '../core/actor.ts'
import { sha256 } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite, type Write } from '../store/atomic.ts'
import { type Place, seal, open as unseal } from '../store/cipher.ts'
import { type AuditContext, contextOf } from '../store/context.ts'
import { read } from '../store/read.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { prepare } from '../store/statement.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { lifetime, type SessionJson, sessionJson, type UserJson, userJson } from './shapes.ts'
import { keyOfStranger } from './stranger.ts'
import { mint } from './tokens.ts'

export interface LoginInput {
  readonly email: string
  readonly password: string
  readonly transport: 'bearer' | 'cookie'
}

export interface LoggedIn {
  readonly token: string
  readonly tokenHash: string
  readonly session: SessionJson
  readonly user: UserJson
  readonly replayed: boolean
}

/** What is stored of an answer. */
interface Kept {
  readonly session: SessionJson
  readonly user: UserJson
  /** The token, for who asked with an Idempotency-Key. */
  readonly sealed: string | null
}

interface Account {
  readonly id: string
  readonly role: Role
  readonly password_hash: string | null
  readonly open: boolean
}

const { placeholder } = sql

const findAccount = prepare(sql`select u.id::text as id, u.role, u.password_hash,
    u.verified_at is not null and u.disabled_at is null as open
  from users u where u.email = ${placeholder('email')}`)

/** `userId` null: nobody is known by this address. `sessionId` null: refused before it was sent. */
const open = gatedWrite(sql`account as (
    select u.* from users u, claim
    where u.id = ${placeholder('userId')}::uuid and ${placeholder('sessionId')}::uuid is not null
      and u.password_hash = ${placeholder('passwordHash')}
      and u.verified_at is not null and u.disabled_at is null
    for share of u),
  opened as (
    insert into sessions (id, token_hash, user_id, transport, expires_at, ip_address, user_agent)
    select ${placeholder('sessionId')}::uuid, ${placeholder('tokenHash')}, u.id, ${placeholder('transport')},
      clock_timestamp() + ${lifetime}, ${placeholder('ipAddress')}::text, ${placeholder('userAgent')}::text
    from account u returning *),
  denied as (
    select set_config('synchronous_commit', 'off', true) as relaxed,
      case when ${placeholder('userId')}::uuid is not null then
        audit.event('auth:login', 'users', ${placeholder('userId')}::text, 'denied', '{}'::jsonb) end as noted
    from claim where not exists (select 1 from opened)),
  outcome as (
    select case when s.id is null then 401 else 200 end as status, null::int as version,
      case when s.id is null then ${refusedBody} else jsonb_build_object('session', ${sessionJson(sql`true`)},
        'user', ${userJson}, 'sealed', ${placeholder('sealed')}::text) end as body
    from claim left join opened s on true left join account u on true left join denied d on d.relaxed is not null)`)

const rehash = gatedWrite(sql`done as (
    update users set password_hash = ${placeholder('newHash')} from claim
    where id = ${placeholder('userId')}::uuid and password_hash = ${placeholder('passwordHash')} returning 1),
  outcome as (select 204 as status, null::int as version, null::jsonb as body from claim)`)

export async function login(call: Call, { email, password, transport }: LoginInput): Promise<LoggedIn> {
  const { ports, deadline } = call
  const [row] = await read(ports, findAccount({ email }), { signal: deadline.signal })
  const account = row as unknown as Account | undefined

  const { ok, stale } = await verifyPassword(ports, account?.password_hash, password, deadline.signal)
  const accepted = account?.open && ok ? account : undefined
  const minted = mint('s')
  const sessionId = uuidv7()
  const owner = keyOfStranger(call)
  const place = placeOf(owner)
  const values = {
    userId: account?.id,
    passwordHash: account?.password_hash,
    sessionId: accepted && sessionId,
    tokenHash: minted.hash,
    sealed: place && seal(ports.config.keys.field, place, minted.token),
    transport,
    ipAddress: call.client.address,
    userAgent: call.client.userAgent?.slice(0, 512),
  }
  const context: AuditContext = accepted
    ? { ...contextOf(call), actor_kind: 'user', user_id: accepted.id, session_id: sessionId }
    : contextOf(call)
  const outcome = await open(ports, { context, deadline, ...owner, values })

  const { replayed } = outcome
  const result = outcome.status === 200 ? 'success' : 'denied'
  if (!replayed) ports.meter.count('logins_total', { result })
  if (outcome.status !== 200) throw toldAgain(refused(), outcome)

  if (accepted && stale && !replayed) call.later(() => renew(call, accepted, password))
  const { session, user, sealed } = outcome.body as Kept
  const token = replayed && place && sealed ? unseal(ports.config.keys.field, place, sealed) : minted.token
  return { token, tokenHash: sha256(token), session, user, replayed }
}

/** A sealed token opens for the key that it was stored under, and for no other. */
function placeOf({ principal, idempotency }: Pick<Write, 'principal' | 'idempotency'>): Place | undefined {
  if (!idempotency) return undefined
  return { table: 'idempotency_results', column: 'body', row: `${principal} ${idempotency.key}` }
}

/** One answer for every cause: a caller may not learn which it was. */
function refused() {
  return new AppError('unauthenticated', 'The email address or the password is not right.', {
    headers: { 'www-authenticate': 'Bearer' },
  })
}

/** The password was right, but its hash was made with an older cost or pepper. Guarded by the old hash. */
async function renew(call: Call, account: Account, password: string) {
  const newHash = await hashPassword(call.ports, password)
  const values = { userId: account.id, passwordHash: account.password_hash, newHash }
  const context: AuditContext = { ...contextOf(call), action: 'auth:rehash' }
  const deadline = { signal: AbortSignal.timeout(3_000), remainingMs: () => 3_000 }
  await rehash(call.ports, { context, deadline, principal: account.id, idempotency: undefined, values })
}
