/**
 * An attempt to sign in with a provider: begun by one browser, answered in the same, once.
 *
 * The browser keeps one secret in a cookie. State, nonce and PKCE verifier are made from it, each under a name of its own: the row in
 * Postgres holds its hash, so that who reads the database can answer no attempt, and who sees the address of the
 * provider learns neither the secret nor the verifier.
 */
import { sql } from 'drizzle-orm'
import { equal, hmac } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import type { Attempt, Provider } from '../ports/provider.ts'
import { gatedWrite, type Write } from '../store/atomic.ts'
import { contextOf } from '../store/context.ts'
import { mint, readToken } from './tokens.ts'

/** How long a person may take at the provider's. */
export const attemptSeconds = 600

const { placeholder } = sql

/** What a crash forgets is begun anew, and a code is redeemed once at the provider's: neither waits for the disk. */
const relaxed = sql`relaxed as (select set_config('synchronous_commit', 'off', true) as off from claim)`

const keep = gatedWrite(sql`${relaxed},
  kept as (
    insert into challenges (token_hash, purpose, payload, expires_at)
    select ${placeholder('tokenHash')}, 'oidc',
      jsonb_build_object('provider', ${placeholder('provider')}::text, 'returnTo', ${placeholder('returnTo')}::text),
      clock_timestamp() + make_interval(secs => ${sql.raw(String(attemptSeconds))})
    from claim returning 1),
  outcome as (select 204 as status, null::int as version, null::jsonb as body
    from claim join relaxed r on r.off is not null)`)

const take = gatedWrite(sql`${relaxed},
  taken as (
    update challenges set used_at = clock_timestamp() from claim
    where token_hash = ${placeholder('tokenHash')} and purpose = 'oidc' and used_at is null
      and expires_at > clock_timestamp() and payload->>'provider' = ${placeholder('provider')}
    returning payload),
  outcome as (select case when t.payload is null then 404 else 200 end as status, null::int as version, t.payload as body
    from claim join relaxed r on r.off is not null left join taken t on true)`)

/** The provider that an address names. Throws `not-found`. */
export function providerNamed({ ports }: Pick<Call, 'ports'>, name: string): Provider {
  const provider = ports.providers.find((one) => one.name === name)
  if (!provider) throw new AppError('not-found')
  return provider
}

/** A new one: the secret for the browser, and what the provider is asked with. One trip. */
export async function beginAttempt(call: Call, provider: Provider, returnTo: string) {
  const { token, hash } = mint('c')
  await keep(call.ports, writeOf(call, { tokenHash: hash, provider: provider.name, returnTo }))
  return { token, attempt: attemptOf(call, provider, token) }
}

/** The attempt that this browser began and `state` answers, taken: nobody takes it again. Undefined where there is none. */
export async function takeAttempt(call: Call, provider: Provider, secret: string | undefined, state: string) {
  const tokenHash = secret && readToken(secret, 'c')
  if (!tokenHash) return undefined
  const attempt = attemptOf(call, provider, secret)
  // A foreign answer takes nothing: it may be somebody else who sends it, while the owner is at the provider's.
  if (!equal(attempt.state, state)) return undefined
  const { status, body } = await take(call.ports, writeOf(call, { tokenHash, provider: provider.name }))
  if (status !== 200) return undefined
  return { attempt, returnTo: (body as { readonly returnTo: string }).returnTo }
}

function attemptOf({ ports }: Pick<Call, 'ports'>, { name }: Provider, secret: string): Attempt {
  const key = new TextEncoder().encode(secret)
  return {
    state: hmac(key, 'state'),
    nonce: hmac(key, 'nonce'),
    verifier: hmac(key, 'verifier'),
    // One of its own for each provider: an answer of one never arrives where another's is awaited (RFC 9700 §4.4.2).
    redirectUri: `${ports.config.baseUrl}/v1/auth/oidc/${name}/callback`,
  }
}

const writeOf = (call: Call, values: Readonly<Record<string, unknown>>): Write => ({
  context: contextOf(call),
  deadline: call.deadline,
  principal: 'anonymous',
  idempotency: undefined,
  values,
})
