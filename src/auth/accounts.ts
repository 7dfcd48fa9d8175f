/**
 * Accounts: registering, and proving that the address is one's own.
 *
 * Neither tells whether an address is known: the same hash, the same single write, the same answer; what
 * differs is which mail is sent, and that is decided inside the write.
 *
 * An address that nobody has verified belongs to nobody yet, and may be registered by several. Each registration has
 * its own mail, and its token brings the password of that registration: whoever proves the address gets what was
 * chosen there, whether strangers came before or after. Until then no password opens anything.
 */
import { type SQL, sql } from 'drizzle-orm'
import { invalid } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite, type Outcome } from '../store/atomic.ts'
import { post } from '../store/outbox.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { happened } from './events.ts'
import { demandGood } from './new-password.ts'
import { mailTopic } from './notices.ts'
import { hashPassword } from './passwords.ts'
import { voidTokens } from './pending.ts'
import { rfc3339 } from './shapes.ts'
import { readToken, referenceOf } from './tokens.ts'
import { writeOfStranger } from './writes.ts'

export type Replayed = Pick<Outcome, 'replayed'>

export interface RegisterInput {
  readonly email: string
  readonly password: string
  readonly name?: string | undefined
}

const { placeholder } = sql

/** The row holds what was registered last, for a mail that is asked for again; what a mail brings goes with the mail. */
const enrol = gatedWrite(sql`enrolled as (
    insert into users (id, email, name, password_hash)
    select ${placeholder('id')}::uuid, ${placeholder('email')}, ${placeholder('name')}::text, ${placeholder('passwordHash')}
    from claim
    on conflict (email) do update
      set name = excluded.name, password_hash = excluded.password_hash,
        version = users.version + 1, updated_at = clock_timestamp()
      where users.verified_at is null and users.disabled_at is null
    returning id, password_hash, updated_at, ${happened('auth.registration.requested', sql`users.id`)} as event),
  known as (
    select u.id, ${happened('auth.registration.repeated', sql`u.id`, 'denied')} as event from users u, claim
    where u.email = ${placeholder('email')} and not exists (select 1 from enrolled)),
  posted as (${post(
    mailTopic,
    sql`work`,
    sql`from (select ${registrationOf(sql`e`)} as work from enrolled e
      union all select jsonb_build_object('template', 'already-registered', 'userId', k.id) from known k) m`,
  )}),
  outcome as (select 202 as status, null::int as version, null::jsonb as body from claim)`)

/** The work of mailing a token to the user in `row`, and what the token brings: a sealed hash, but no name and no address. */
export function registrationOf(row: SQL): SQL {
  return sql`jsonb_build_object('template', 'verify', 'userId', ${row}.id,
    'passwordHash', ${row}.password_hash, 'registeredAt', ${rfc3339(sql`${row}.updated_at`)})`
}

/** The hash is made for a retry as well: it takes as long as the first request. */
export async function register(call: Call, { email, password, name }: RegisterInput): Promise<Replayed> {
  const { ports, deadline } = call
  const passwordHash = await call.patiently(async () => {
    await demandGood(ports, password, [email, name ?? ''])
    return hashPassword(ports, password, deadline.signal)
  })
  const values = { id: uuidv7(), email, name: name || null, passwordHash }
  const { replayed } = await enrol(ports, { ...writeOfStranger(call), values })
  return { replayed }
}

/** The person first: two mails of one person, used at once, would each wait for what the other holds. */
const claimToken = gatedWrite(sql`person as (
    select u.id from users u, claim
    where u.id = (select user_id from mailed_tokens where token_hash = ${placeholder('tokenHash')} and purpose = 'verify')
    for no key update of u),
  used as (
    update mailed_tokens t set used_at = clock_timestamp() from person p
    where t.token_hash = ${placeholder('tokenHash')} and t.purpose = 'verify' and t.user_id = p.id
      and t.used_at is null and t.expires_at > clock_timestamp()
    returning t.user_id),
  registration as (
    select used.user_id, o.payload->>'passwordHash' as password_hash
    from used join outbox o on o.id = ${placeholder('registration')}::bigint
    where o.topic = ${sql.raw(`'${mailTopic}'`)} and o.payload->>'userId' = used.user_id::text and o.payload ? 'passwordHash'),
  verified as (
    update users u set password_hash = r.password_hash,
      name = case when u.password_hash = r.password_hash then u.name end,
      failures = 0, verified_at = clock_timestamp(), version = u.version + 1, updated_at = clock_timestamp()
    from registration r where u.id = r.user_id and u.verified_at is null and u.disabled_at is null
    returning u.id, ${happened('auth.email.verified', sql`u.id`)} as event),
  ${voidTokens(sql`verified`, sql`t.purpose = 'verify' and t.token_hash <> ${placeholder('tokenHash')}`)},
  refused as (
    select ${happened('auth.email.verification-failed', sql`t.user_id`, 'denied')} as event from mailed_tokens t, claim
    where t.token_hash = ${placeholder('tokenHash')} and t.purpose = 'verify' and not exists (select 1 from verified)),
  outcome as (select status, null::int as version, case status when 422 then ${refusedBody} end as body
    from (select case when exists (select 1 from verified) then 204 else 422 end as status from claim) s
      left join refused r on r.event is not null)`)

/**
 * Single use, decided by the row's lock. Wrong, used and expired tokens get one answer: 422 at `#/token`.
 * A name that came with another registration than the one that is proven is a stranger's: it goes.
 */
export async function verifyEmail(call: Call, token: string): Promise<Replayed> {
  const tokenHash = readToken(token, 'v')
  if (!tokenHash) throw tokenRefused()
  const values = { tokenHash, registration: referenceOf(token) }
  const outcome = await claimToken(call.ports, { ...writeOfStranger(call), values })
  if (outcome.status !== 204) throw toldAgain(tokenRefused(), outcome)
  return { replayed: outcome.replayed }
}

/** Leaves a row of work behind in every case, so that the time it takes does not tell whether there is a mail to send. */
const postAgain = gatedWrite(sql`posted as (${post(
  mailTopic,
  sql`case when u.id is null then jsonb_build_object('template', 'none')
    else ${registrationOf(sql`u`)} end`,
  sql`from claim left join users u
    on u.email = ${placeholder('email')} and u.verified_at is null and u.disabled_at is null`,
)}),
  outcome as (select 202 as status, null::int as version, null::jsonb as body from claim)`)

/** Sends the verification mail once more, for what was registered last, if there is something to verify. */
export async function resendVerification(call: Call, email: string): Promise<Replayed> {
  const { replayed } = await postAgain(call.ports, { ...writeOfStranger(call), values: { email } })
  return { replayed }
}

export const tokenRefused = () =>
  invalid([
    {
      pointer: '#/token',
      code: 'invalid_token',
      detail: 'This token is wrong, was used before or has expired. Ask for a new mail.',
    },
  ])
