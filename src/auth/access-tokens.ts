/**
 * Tokens for other services (RFC 9068): signed, good for five minutes and for one of them. They only go out: this
 * API takes none, for it could not revoke them (docs/decisions/0014).
 */
import { sql } from 'drizzle-orm'
import { SignJWT } from 'jose'
import type { User } from '../core/actor.ts'
import { AppError, invalid } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { happened } from './events.ts'
import { keptSecret } from './session-opening.ts'
import { accountOpen } from './shapes.ts'
import { signingKeyOf } from './signing-keys.ts'
import { writeOfUser } from './writes.ts'

export const accessTokenSeconds = 300

const { placeholder } = sql

/** The account is asked once more: what another service takes for five minutes is not made from a minute-old memory. */
const issue = gatedWrite(sql`account as (
    select u.id from users u, claim
    where u.id = ${placeholder('userId')}::uuid and u.role = ${placeholder('role')} and ${accountOpen}
    for share of u),
  issued as (
    select ${happened(
      'auth.token.issued',
      sql`a.id`,
      'success',
      sql`jsonb_build_object('audience', ${placeholder('audience')}::text, 'token', ${placeholder('tokenId')}::text)`,
    )} as event from account a),
  outcome as (
    select case when i.event is not null then 200 else 401 end as status, null::int as version,
      case when i.event is not null then jsonb_build_object('sealed', ${placeholder('sealed')}::text,
        'expiresAt', ${placeholder('expiresAt')}::text) else ${refusedBody} end as body
    from claim left join issued i on true)`)

export interface AccessToken {
  readonly accessToken: string
  readonly expiresAt: string
  readonly replayed: boolean
}

/** Throws `validation` for an audience that no setting names. A retry is told the token that the first request was. */
export async function issueAccessToken(call: Call, user: User, audience: string): Promise<AccessToken> {
  const { ports } = call
  if (!ports.config.tokenAudiences.includes(audience)) throw invalid([unknownAudience])
  const write = writeOfUser(call, user.id)
  const issuedAt = Math.floor(ports.clock.now() / 1000)
  const tokenId = uuidv7()
  const secret = keptSecret(call, write, await sign(call, user, { audience, issuedAt, tokenId }))
  const expiresAt = new Date((issuedAt + accessTokenSeconds) * 1000).toISOString()
  const outcome = await issue(ports, {
    ...write,
    values: { userId: user.id, role: user.role, audience, tokenId, expiresAt, sealed: secret.sealed },
  })
  if (outcome.status !== 200) throw toldAgain(new AppError('unauthenticated'), outcome)
  const told = outcome.body as { sealed: string | null; expiresAt: string }
  return {
    accessToken: secret.told(outcome, told.sealed),
    expiresAt: told.expiresAt,
    replayed: outcome.replayed,
  }
}

interface Claims {
  readonly audience: string
  readonly issuedAt: number
  readonly tokenId: string
}

/** RFC 9068 §2.2. The client is the program's key, or this house itself, where its person asked; only a program has a scope. */
async function sign({ ports: { config } }: Call, user: User, { audience, issuedAt, tokenId }: Claims) {
  const { kid, key } = await signingKeyOf(config.keys)
  const program = user.scopes && { client_id: user.sessionId, scope: user.scopes.join(' ') }
  const person = { client_id: config.baseUrl, auth_time: Math.floor(user.authTime / 1000) }
  return new SignJWT({ ...(program ?? person), roles: [user.role] })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
    .setIssuer(config.baseUrl)
    .setSubject(user.id)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .setJti(tokenId)
    .sign(key)
}

const unknownAudience = {
  pointer: '#/audience',
  code: 'unknown_audience',
  detail: 'Must be one of the services that this one is set up to make tokens for.',
}
