/**
 * Signing in with a passkey alone: one read, one atomic write, whoever asks and whatever is wrong.
 *
 * It goes on where the password was stopped: a hundred guesses say nothing about a key. An account that is disabled or was
 * never verified stays shut.
 */
import { sql } from 'drizzle-orm'
import { AppError } from '../../core/errors.ts'
import type { Call, Credential } from '../../ports/endpoint.ts'
import { gatedWrite } from '../../store/atomic.ts'
import { read } from '../../store/read.ts'
import { refusedBody, toldAgain } from '../../store/replay.ts'
import { prepare } from '../../store/statement.ts'
import { happened } from '../events.ts'
import { cleared } from '../failures.ts'
import { countLogin, type LoggedIn, newSession, opened, openedBody } from '../session-opening.ts'
import { accountOpen } from '../shapes.ts'
import { writeOfStranger } from '../writes.ts'
import type { AuthenticationResponse } from './answers.ts'
import { authenticated, type Refused } from './ceremony.ts'
import {
  noPasskey,
  passkeyJson,
  passkeyUse,
  refusalOf,
  type StoredPasskey,
  unused,
  usePasskey,
} from './use.ts'

const { placeholder } = sql

const find = prepare(sql`select k.user_id::text as user_id, ${passkeyJson} as passkey from passkeys k
  where k.credential_id = ${placeholder('credentialId')}`)

const why = refusalOf(sql`case when not exists (select 1 from person) then 'account' else ${unused} end`)

/** As in `auth/login`: a denial commits without waiting for the disk, of a known key as of an unknown one. */
const open = gatedWrite(sql`person as (
    select u.* from users u, claim
    where u.id = ${placeholder('userId')}::uuid and ${accountOpen} for no key update of u),
  ${usePasskey(
    sql`(select id as user_id from person)`,
    sql`c.purpose = 'passkey-sign-in' and c.user_id is null`,
  )},
  account as (select u.* from person u, proof p where u.id = p.user_id),
  ${opened()},
  ${cleared},
  refused as (
    select ${happened('auth.passkey.refused', sql`u.id`, 'denied', why)} as event from users u, claim
    where u.id = ${placeholder('userId')}::uuid and not exists (select 1 from opened)),
  denied as (
    select set_config('synchronous_commit', 'off', true) as relaxed from claim
    where not exists (select 1 from opened)),
  outcome as (
    select case when s.id is null then 401 else 200 end as status, null::int as version,
      case when s.id is null then ${refusedBody} else ${openedBody} end as body
    from claim left join opened s on true left join account u on true left join refused r on r.event is not null
      left join denied d on d.relaxed is not null)`)

/** Throws one `unauthenticated` for every cause. */
export async function signInWithPasskey(
  call: Call,
  sent: AuthenticationResponse,
  transport: Credential['transport'],
): Promise<LoggedIn> {
  const { ports, deadline } = call
  const [row] = await read(ports, find({ credentialId: sent.id }), { signal: deadline.signal })
  const userId = row?.user_id as string | undefined
  const passkey = row?.passkey as StoredPasskey | undefined
  const used =
    passkey && userId
      ? passkeyUse(passkey, await authenticated(ports.config, sent, passkey, { userId, handle: 'required' }))
      : unknown

  const write = writeOfStranger(call)
  const session = newSession(call, write, transport, 'passkey')
  const context = session.contextOf('refusal' in used ? undefined : userId)
  const values = { ...session.values, userId, ...noPasskey, ...used }
  const outcome = await open(ports, { ...write, context, values })
  countLogin(ports, outcome)
  if (outcome.status !== 200) throw toldAgain(refused(), outcome)
  return session.loggedIn(outcome)
}

const unknown: Refused = { refusal: 'key' }

/** Unknown key, another's, a wrong signature, an old challenge, a closed account: one answer. */
const refused = () => new AppError('unauthenticated', 'This passkey does not sign in here.')
