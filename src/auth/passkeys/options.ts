/**
 * Beginning a ceremony: the options for the browser, and the challenge kept until its answer comes. What it was given out for
 * and for whom is kept with it, and it is good for nothing else.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { User } from '../../core/actor.ts'
import { AppError } from '../../core/errors.ts'
import type { Call } from '../../ports/endpoint.ts'
import { gatedWrite } from '../../store/atomic.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import type { challengePurposes } from '../tables.ts'
import { readToken } from '../tokens.ts'
import { type Writing, writeOfStranger, writeOfUser } from '../writes.ts'
import {
  authenticationOptions,
  ceremonySeconds,
  challengeDigest,
  type Known,
  registrationOptions,
} from './ceremony.ts'

const { placeholder } = sql

/** The options are kept with the answer for a retry; the challenge in them opens nothing without the key. */
const begin = gatedWrite(sql`begun as (
    insert into challenges (token_hash, purpose, user_id, expires_at)
    select ${placeholder('challengeHash')}, ${placeholder('purpose')}, ${placeholder('userId')}::uuid,
      clock_timestamp() + make_interval(secs => ${sql.raw(String(ceremonySeconds))}) from claim),
  outcome as (select 200 as status, null::int as version, ${placeholder('options')}::jsonb as body from claim)`)

/** The keys `k` of a person, as a browser is told of them. */
const keysOf = (userId: SQL) => sql`(select coalesce(jsonb_agg(jsonb_build_object('id', k.credential_id,
  'transports', k.transports)), '[]'::jsonb) from passkeys k where k.user_id = ${userId})`

const asking = prepare(sql`select u.email, u.name, ${keysOf(sql`u.id`)} as known
  from users u where u.id = ${placeholder('userId')}::uuid and u.disabled_at is null`)

export interface Begun {
  readonly options: unknown
  readonly replayed: boolean
}

/** For a person who is signed in, to register one more. */
export async function beginRegistration(call: Call, { id }: User): Promise<Begun> {
  const { known, ...user } = await person(call, id)
  const options = await registrationOptions(call.ports.config, { id, ...user }, known)
  return keep(call, writeOfUser(call, id), options, 'passkey-registration', id)
}

/** For a person who is signed in, to prove it again. */
export async function beginReauthentication(call: Call, { id }: User): Promise<Begun> {
  const options = await authenticationOptions(call.ports.config, (await person(call, id)).known)
  return keep(call, writeOfUser(call, id), options, 'passkey-reauthentication', id)
}

async function person(call: Call, userId: string) {
  const [row] = await read(call.ports, asking({ userId }), { signal: call.deadline.signal })
  if (!row) throw new AppError('unauthenticated')
  return row as unknown as {
    readonly email: string
    readonly name: string | null
    readonly known: readonly Known[]
  }
}

/** For whoever wants to sign in: with any key, so that the options tell of no account. */
export async function beginSignIn(call: Call): Promise<Begun> {
  const options = await authenticationOptions(call.ports.config)
  return keep(call, writeOfStranger(call), options, 'passkey-sign-in', null)
}

const waiting =
  prepare(sql`select c.user_id::text as user_id, ${keysOf(sql`c.user_id`)} as known from challenges c
  where c.token_hash = ${placeholder('hash')} and c.purpose = 'second-factor' and c.used_at is null
    and c.expires_at > clock_timestamp()`)

/**
 * For whoever proved the first factor, and so may know which keys there are. Where the challenge of that login is none, what is
 * begun here belongs to nobody and cannot be finished.
 */
export async function beginSecondFactor(call: Call, challenge: string): Promise<Begun> {
  const hash = readToken(challenge, 'c')
  const [row] = hash ? await read(call.ports, waiting({ hash }), { signal: call.deadline.signal }) : []
  const { user_id = null, known = [] } = (row ?? {}) as { user_id?: string; known?: readonly Known[] }
  const options = await authenticationOptions(call.ports.config, known)
  return keep(call, writeOfStranger(call), options, 'passkey-second-factor', user_id)
}

async function keep(
  call: Call,
  write: Writing,
  options: { readonly challenge: string },
  purpose: Exclude<(typeof challengePurposes)[number], 'second-factor' | 'oidc'>,
  userId: string | null,
): Promise<Begun> {
  const values = { challengeHash: challengeDigest(options.challenge), purpose, userId, options }
  const { body, replayed } = await begin(call.ports, { ...write, values })
  return { options: body, replayed }
}
