/**
 * The write of a sign-in with a provider: whose session is it to be?
 *
 * Issuer and subject name the person; an address only finds the account at the first time, and only where the provider vouches for it:
 *   known identity            → its user
 *   address unknown           → a new user, verified, without a password
 *   address never verified    → the account is its owner's from now on; password, name, sessions and mails of whoever
 *                               registered it before are worth nothing
 *   address of a user         → linked, and the owner is told; unless another account of the same issuer is linked already
 *   anything else             → refused, recorded for the account that it was about
 * Who has a second factor gets a challenge instead of a session: a provider's word is one factor, whatever it asked for itself.
 */
import { sql } from 'drizzle-orm'
import { AppError } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import { email, line } from '../core/text.ts'
import type { Call } from '../ports/endpoint.ts'
import type { Provider, Voucher } from '../ports/provider.ts'
import { gatedWrite, type Outcome } from '../store/atomic.ts'
import { contextOf } from '../store/context.ts'
import { challenged } from './challenges.ts'
import { sessionCookieName } from './cookie.ts'
import { happened } from './events.ts'
import { factorsOf } from './factors.ts'
import { notice } from './notices.ts'
import { voidTokens } from './pending.ts'
import { peopleFirst } from './person-first.ts'
import { bury, endedHashes, endSessions } from './revocation.ts'
import { freshSecret, type LoggedIn, newSession, opened, openedBody } from './session-opening.ts'
import { accountOpen } from './shapes.ts'
import { readToken } from './tokens.ts'

const { placeholder } = sql

const through = sql`jsonb_build_object('provider', ${placeholder('provider')}::text)`
const single = sql`${factorsOf(sql`u.id`)} = '[]'::jsonb`

/** CTEs `arrived` and `settled`: the user of an identity that is new, and whether what was decided on is what was changed. */
const arriving = sql`before as (
    select u.id, u.version, u.verified_at from users u, claim
    where u.email = ${placeholder('email')}::text and not exists (select 1 from known)),
  arrived as (
    insert into users (id, email, name, verified_at)
    select ${placeholder('newUserId')}::uuid, ${placeholder('email')}::text, ${placeholder('name')}::text, clock_timestamp()
    from claim
    where ${placeholder('vouched')}::boolean and not exists (select 1 from known)
      and not exists (select 1 from before b join identities i on i.user_id = b.id where i.issuer = ${placeholder('issuer')})
    on conflict (email) do update set
      name = case when users.verified_at is null then excluded.name else users.name end,
      password_hash = case when users.verified_at is null then null else users.password_hash end,
      failures = case when users.verified_at is null then 0 else users.failures end,
      reset_required_at = case when users.verified_at is null then null else users.reset_required_at end,
      verified_at = coalesce(users.verified_at, excluded.verified_at),
      version = users.version + 1, updated_at = clock_timestamp()
    where users.disabled_at is null and users.erased_at is null
    returning users.*),
  settled as (
    select a.* from arrived a left join before b on true
    where a.id = ${placeholder('newUserId')}::uuid or b.version + 1 = a.version)`

/** CTEs for an address that somebody registered and nobody proved, until now. */
const takingOver = sql`owned as (
    select s.id from settled s join before b on b.id = s.id where b.verified_at is null),
  proven as (select ${happened('auth.email.verified', sql`o.id`, 'success', through)} as event from owned o),
  ${voidTokens(sql`owned`)}`

/** Those of whoever registered before; and the one that the browser brings, which the new one takes the place of. */
const ending = sql`replaced as (
    select p.user_id from sessions p, opened where p.token_hash = ${placeholder('presented')}::text),
  ${endSessions(
    sql`(s.token_hash = ${placeholder('presented')}::text or s.user_id in (select id from owned))`,
    sql`any(array(select id from owned union all select user_id from replaced))`,
  )}`

/** Whoever it may be waits for a factor of theirs that is being confirmed. */
const signIn = gatedWrite(
  sql`known as (
    select i.user_id from identities i, claim
    where i.issuer = ${placeholder('issuer')} and i.subject = ${placeholder('subject')}),
  familiar as (
    select u.* from known k join users u on u.id = k.user_id
    where ${accountOpen} and u.erased_at is null
    for no key update of u),
  ${arriving},
  ${takingOver},
  linked as (
    insert into identities (id, user_id, issuer, subject)
    select ${placeholder('identityId')}::uuid, s.id, ${placeholder('issuer')}, ${placeholder('subject')} from settled s
    returning user_id, ${happened('auth.identity.linked', sql`user_id`, 'success', through)} as event),
  told as (${notice(
    'identity-linked',
    sql`l.user_id`,
    sql`from linked l join before b on b.id = l.user_id where b.verified_at is not null`,
  )}),
  account as (
    select * from familiar union all select s.* from settled s join linked l on l.user_id = s.id),
  ${opened(sql`(select u.* from account u where ${single})`)},
  ${ending},
  ${challenged(sql`(select u.* from account u where not ${single})`, 'oidc')},
  refused as (
    select ${happened('auth.login.failed', sql`k.user_id`, 'denied', through)} as event
    from known k where not exists (select 1 from familiar)
    union all
    select ${happened('auth.identity.refused', sql`b.id`, 'denied', through)} as event
    from before b where not exists (select 1 from arrived)),
  outcome as (
    select case when s.id is not null then 200 when c.user_id is not null then 403
        when exists (select 1 from arrived) then 409 else 401 end as status,
      null::int as version,
      case when s.id is not null then ${openedBody} else '{}'::jsonb end
        || jsonb_build_object('ended', ${endedHashes}) as body
    from claim left join opened s on true left join account u on true left join challenged c on true
      left join proven p on p.event is not null left join refused r on r.event is not null)`,
  peopleFirst(sql`u.email = ${placeholder('email')}::text or u.id = (
    select user_id from identities where issuer = ${placeholder('issuer')} and subject = ${placeholder('subject')})`),
)

/** Somebody is signed in, or has a factor to show; undefined where the account is not to be opened this way. */
export type SignedIn = { readonly session: LoggedIn } | { readonly challenge: string } | undefined

export async function signInWith(call: Call, provider: Provider, voucher: Voucher): Promise<SignedIn> {
  const owner = { principal: 'anonymous', idempotency: undefined }
  const session = newSession(call, owner, 'cookie', 'oidc')
  const challenge = freshSecret(call, owner, 'c')
  const address = voucher.email === undefined ? undefined : email.safeParse(voucher.email).data
  const values = {
    ...session.values,
    challengeHash: challenge.hash,
    provider: provider.name,
    issuer: voucher.issuer,
    subject: voucher.subject,
    email: address,
    vouched: voucher.vouched && address !== undefined,
    name: nameOf(voucher),
    newUserId: uuidv7(),
    identityId: uuidv7(),
    presented: readToken(call.cookie(sessionCookieName) ?? '', 's'),
  }
  const write = { context: contextOf(call), deadline: call.deadline, ...owner, values }
  const outcome = await settle(() => signIn(call.ports, write))

  await bury(call.ports, { body: (outcome.body as { readonly ended: readonly string[] }).ended })
  if (outcome.status === 200) return { session: session.loggedIn(outcome) }
  return outcome.status === 403 ? { challenge: challenge.told(outcome, null) } : undefined
}

/** Another first sign-in, or a registration, came between the look and the change: what it left is looked at anew. */
async function settle(attempt: () => Promise<Outcome>, times = 3): Promise<Outcome> {
  const outcome = await attempt().catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'conflict') return undefined
    throw error
  })
  if (outcome && outcome.status !== 409) return outcome
  if (times > 1) return settle(attempt, times - 1)
  throw new AppError('unavailable', undefined, { headers: { 'retry-after': '1' } })
}

/** A name that we would not keep is no reason to refuse its bearer. */
const names = line({ min: 1, max: 200 })
const nameOf = ({ name }: Voucher) => (name === undefined ? undefined : names.safeParse(name).data)
