/** Beginning a ceremony: the options for the browser, and the challenge kept until its answer comes. */
import { sql } from 'drizzle-orm'
import type { User } from '../../core/actor.ts'
import { AppError } from '../../core/errors.ts'
import type { Call } from '../../ports/endpoint.ts'
import { gatedWrite } from '../../store/atomic.ts'
import { contextOf } from '../../store/context.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { keyOfStranger } from '../stranger.ts'
import { readToken } from '../tokens.ts'
import { authenticationOptions, ceremonySeconds, challengeDigest, registrationOptions } from './ceremony.ts'

const { placeholder } = sql

/** The options are kept with the answer for a retry; the challenge in them opens nothing without the key. */
const begin = gatedWrite(sql`begun as (
    insert into challenges (token_hash, purpose, user_id, expires_at)
    select ${placeholder('challengeHash')}, ${placeholder('purpose')}, ${placeholder('userId')}::uuid,
      clock_timestamp() + make_interval(secs => ${sql.raw(String(ceremonySeconds))}) from claim),
  outcome as (select 200 as status, null::int as version, ${placeholder('options')}::jsonb as body from claim)`)

const asking = prepare(sql`select u.email, u.name,
    (select coalesce(jsonb_agg(k.credential_id), '[]'::jsonb) from passkeys k where k.user_id = u.id) as known
  from users u where u.id = ${placeholder('userId')}::uuid and u.disabled_at is null`)

export interface Begun {
  readonly options: unknown
  readonly replayed: boolean
}

/** For a person who is signed in, to register one more. */
export async function beginRegistration(call: Call, { id }: User): Promise<Begun> {
  const [row] = await read(call.ports, asking({ userId: id }), { signal: call.deadline.signal })
  if (!row) throw new AppError('unauthenticated')
  const user = { id, email: row.email as string, name: row.name as string | null }
  const options = await registrationOptions(call.ports.config, user, row.known as string[])
  return keep(call, { principal: id, idempotency: call.idempotency }, options, 'passkey-registration', id)
}

const known = prepare(sql`select coalesce(jsonb_agg(k.credential_id), '[]'::jsonb) as known
  from challenges c join passkeys k on k.user_id = c.user_id
  where c.token_hash = ${placeholder('hash')} and c.purpose = 'second-factor' and c.used_at is null
    and c.expires_at > clock_timestamp()`)

/**
 * For whoever wants to sign in. With the challenge of a login that waits for its second factor, only that person's keys are
 * asked for: who proved the first factor may know which there are.
 */
export async function beginSignIn(call: Call, challenge: string | undefined): Promise<Begun> {
  const hash = challenge === undefined ? undefined : readToken(challenge, 'c')
  const [row] = hash ? await read(call.ports, known({ hash }), { signal: call.deadline.signal }) : []
  const options = await authenticationOptions(call.ports.config, (row?.known ?? []) as string[])
  return keep(call, keyOfStranger(call), options, 'passkey-sign-in', null)
}

async function keep(
  call: Call,
  owner: ReturnType<typeof keyOfStranger>,
  options: { readonly challenge: string },
  purpose: 'passkey-registration' | 'passkey-sign-in',
  userId: string | null,
): Promise<Begun> {
  const { body, replayed } = await begin(call.ports, {
    context: contextOf(call),
    deadline: call.deadline,
    ...owner,
    values: { challengeHash: challengeDigest(options.challenge), purpose, userId, options },
  })
  return { options: body, replayed }
}
