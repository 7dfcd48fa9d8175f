/**
 * Opening a session: the part that every way of signing in has in common.
 *
 * `newSession` makes the token before the write, `opened` is the CTE that keeps its hash, `openedBody` what is answered and,
 * with an Idempotency-Key, kept for a retry: the token in it sealed, so that who reads the database has no session by that.
 */
import { type SQL, sql } from 'drizzle-orm'
import { sha256 } from '../core/bytes.ts'
import { uuidv7 } from '../core/ids.ts'
import type { Call, Credential, Reply } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import type { Outcome, Write } from '../store/atomic.ts'
import { type Place, seal, open as unseal } from '../store/cipher.ts'
import { type AuditContext, contextOf } from '../store/context.ts'
import { sessionCookie } from './cookie.ts'
import { csrfToken } from './csrf.ts'
import { type AuthEvent, happened } from './events.ts'
import { notice } from './notices.ts'
import { lifetime, type SessionJson, sessionJson, type UserJson, userJson } from './shapes.ts'
import type { signInMethods } from './tables.ts'
import { mint, type TokenPurpose } from './tokens.ts'

export type SignInMethod = (typeof signInMethods)[number]
export type Owner = Pick<Write, 'principal' | 'idempotency'>

export interface LoggedIn {
  readonly token: string
  readonly transport: Credential['transport']
  readonly session: SessionJson
  readonly user: UserJson
  readonly replayed: boolean
}

const { placeholder } = sql

/** A token that an answer carries and a retry must be told again. */
export function freshSecret(call: Call, owner: Owner, purpose: TokenPurpose) {
  const { token, hash } = mint(purpose)
  return { hash, ...keptSecret(call, owner, token) }
}

/**
 * A secret that an answer carries, sealed for the answer that is stored: who reads the database has no use of it. It opens for
 * the key it was stored under, and for no other.
 */
export function keptSecret(call: Call, { principal, idempotency }: Owner, secret: string) {
  const { field } = call.ports.config.keys
  const place: Place | undefined = idempotency && {
    table: 'idempotency_results',
    column: 'body',
    row: `${principal} ${idempotency.key}`,
  }
  return {
    sealed: place && seal(field, place, secret),
    /** The secret of the answer: this one, or the one that the first request was given. */
    told: ({ replayed }: Pick<Outcome, 'replayed'>, sealed: string | null) =>
      replayed && place && sealed ? unseal(field, place, sealed) : secret,
  }
}

/** The values of `opened`, who acts in its write, and what reads its outcome. */
export function newSession(
  call: Call,
  owner: Owner,
  transport: Credential['transport'],
  method: SignInMethod,
) {
  const secret = freshSecret(call, owner, 's')
  const sessionId = uuidv7()
  return {
    sessionId,
    values: {
      sessionId,
      tokenHash: secret.hash,
      sealed: secret.sealed,
      transport,
      method,
      ipAddress: call.client.address,
      userAgent: call.client.userAgent?.slice(0, 512),
    },
    /** In a write that opens it the person acts; where nobody proved to be one, whoever asked. */
    contextOf: (userId: string | undefined): AuditContext =>
      userId === undefined
        ? contextOf(call)
        : { ...contextOf(call), actor_kind: 'user', user_id: userId, session_id: sessionId },
    loggedIn(outcome: Outcome): LoggedIn {
      const { session, user, sealed } = outcome.body as Kept
      return { token: secret.told(outcome, sealed), transport, session, user, replayed: outcome.replayed }
    },
  }
}

interface Kept {
  readonly session: SessionJson
  readonly user: UserJson
  readonly sealed: string | null
}

/**
 * CTEs `opened` and `greeted`: a session for each row of `account` (columns of `users`), its event, and a mail to its owner
 * where somebody signs in from a place and a program that no session of theirs is known from.
 */
export function opened(account: SQL = sql`account`, event: AuthEvent = 'auth.login.succeeded'): SQL {
  return sql`opened as (
      insert into sessions as s (id, token_hash, user_id, transport, method, expires_at, ip_address, user_agent)
      select ${placeholder('sessionId')}::uuid, ${placeholder('tokenHash')}, u.id, ${placeholder('transport')},
        ${placeholder('method')}, clock_timestamp() + ${lifetime}, ${placeholder('ipAddress')}::text,
        ${placeholder('userAgent')}::text
      from ${account} u
      returning s.*, ${happened(
        event,
        sql`s.user_id`,
        'success',
        sql`jsonb_build_object('method', s.method, 'transport', s.transport)`,
      )} as event),
    greeted as (${notice(
      'new-sign-in',
      sql`s.user_id`,
      sql`from opened s where exists (select 1 from sessions p where p.user_id = s.user_id)
        and not exists (select 1 from sessions p where p.user_id = s.user_id
          and p.user_agent is not distinct from s.user_agent and p.ip_address is not distinct from s.ip_address)`,
    )})`
}

const results: Readonly<Record<number, string>> = { 200: 'success', 403: 'challenged' }

/** Counts what a login came to, once for all its retries. */
export function countLogin({ meter }: Pick<Ports, 'meter'>, { status, replayed }: Outcome): void {
  if (!replayed) meter.count('logins_total', { result: results[status] ?? 'denied' })
}

/** What is answered and kept, from `opened s` and `account u`. */
export const openedBody = sql`jsonb_build_object('session', ${sessionJson(sql`true`)}, 'user', ${userJson},
  'sealed', ${placeholder('sealed')}::text)`

/** The answer to whoever signed in: a token, or a cookie and what goes with it. */
export function welcome(call: Call, { token, transport, session, user, replayed }: LoggedIn): Reply {
  if (transport === 'bearer') return { body: { token, session, user }, secret: true, replayed }
  return {
    body: { session, user, csrfToken: csrfToken(call.ports.config.keys, sha256(token)) },
    cookies: [sessionCookie(token)],
    secret: true,
    replayed,
  }
}
