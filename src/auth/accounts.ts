/**
 * Accounts: registering, and proving that the address is one's own.
 *
 * Neither tells whether an address is known: the same hash, the same single write, the same answer; what
 * differs is which mail is sent, and that is decided inside the write.
 */
import { sql } from 'drizzle-orm'
import { invalid } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { contextOf } from '../store/context.ts'
import { post } from '../store/outbox.ts'
import { passwordFault } from './password-rules.ts'
import { hashPassword } from './passwords.ts'
import { readToken } from './tokens.ts'

export const mailTopic = 'mail'

export interface RegisterInput {
  readonly email: string
  readonly password: string
  readonly name?: string | undefined
}

const { placeholder } = sql

/**
 * An address that nobody has verified belongs to nobody yet: whoever registers it again replaces the password and
 * ends the mails on their way, so that a stranger who was first does not end up with the owner's account.
 */
const enrol = gatedWrite(sql`enrolled as (
    insert into users (id, email, name, password_hash)
    select ${placeholder('id')}::uuid, ${placeholder('email')}, ${placeholder('name')}::text, ${placeholder('passwordHash')}
    from claim
    on conflict (email) do update
      set name = excluded.name, password_hash = excluded.password_hash,
        version = users.version + 1, updated_at = clock_timestamp()
      where users.verified_at is null and users.disabled_at is null
    returning id),
  voided as (
    update mailed_tokens t set used_at = clock_timestamp() from enrolled
    where t.user_id = enrolled.id and t.purpose = 'verify' and t.used_at is null returning 1),
  known as (
    select u.id from users u, claim
    where u.email = ${placeholder('email')} and not exists (select 1 from enrolled)),
  posted as (${post(
    mailTopic,
    sql`jsonb_build_object('template', template, 'userId', id)`,
    sql`from (select 'verify' as template, id from enrolled union all select 'already-registered', id from known) m`,
  )}),
  outcome as (select 202 as status, null::int as version, null::jsonb as body from claim)`)

export async function register(call: Call, { email, password, name }: RegisterInput): Promise<void> {
  const fault = passwordFault(call.ports.config, password, [email, name ?? ''])
  if (fault) throw invalid([fault])
  const passwordHash = await hashPassword(call.ports, password, call.deadline.signal)
  await enrol(
    call.ports,
    writeOf(call, 'anonymous', { id: uuidv7(), email, name: name || null, passwordHash }),
  )
}

const claimToken = gatedWrite(sql`used as (
    update mailed_tokens set used_at = clock_timestamp() from claim
    where token_hash = ${placeholder('tokenHash')} and purpose = 'verify'
      and used_at is null and expires_at > clock_timestamp()
    returning user_id),
  verified as (
    update users u set verified_at = clock_timestamp(), version = u.version + 1, updated_at = clock_timestamp()
    from used where u.id = used.user_id and u.verified_at is null and u.disabled_at is null returning u.id),
  outcome as (select case when exists (select 1 from verified) then 204 else 422 end as status,
    null::int as version, null::jsonb as body from claim)`)

/**
 * Single use, decided by the row's lock. Wrong, used and expired tokens get one answer: 422 at `#/token`.
 * An Idempotency-Key is scoped to the token, which nobody else can name.
 */
export async function verifyEmail(call: Call, token: string): Promise<{ replayed: boolean }> {
  const tokenHash = readToken(token, 'v')
  if (!tokenHash) throw tokenRefused()
  const write = writeOf(call, `token:${tokenHash}`, { tokenHash })
  const outcome = await claimToken(call.ports, { ...write, idempotency: call.idempotency })
  if (outcome.status !== 204) throw tokenRefused()
  return { replayed: outcome.replayed }
}

/** Leaves a row of work behind in every case, so that the time it takes does not tell whether there is a mail to send. */
const postAgain = gatedWrite(sql`posted as (${post(
  mailTopic,
  sql`case when u.id is null then jsonb_build_object('template', 'none')
    else jsonb_build_object('template', 'verify', 'userId', u.id) end`,
  sql`from claim left join users u
    on u.email = ${placeholder('email')} and u.verified_at is null and u.disabled_at is null`,
)}),
  outcome as (select 202 as status, null::int as version, null::jsonb as body from claim)`)

/** Sends the verification mail once more, if there is something to verify. */
export async function resendVerification(call: Call, email: string): Promise<void> {
  await postAgain(call.ports, writeOf(call, 'anonymous', { email }))
}

/** No Idempotency-Key for strangers: its scope would be shared, and its hash would be one of a password. */
const writeOf = (call: Call, principal: string, values: Readonly<Record<string, unknown>>) => ({
  context: contextOf(call),
  deadline: call.deadline,
  principal,
  idempotency: undefined,
  values,
})

const tokenRefused = () =>
  invalid([
    {
      pointer: '#/token',
      code: 'invalid_token',
      detail: 'This token is wrong, was used before or has expired. Ask for a new mail.',
    },
  ])
