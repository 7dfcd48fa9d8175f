/**
 * One's own passkeys: registered, listed, removed. What signs in changes with them, so all other sessions end (OWASP
 * ASVS 7.4.3), and the owner is mailed.
 */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { User } from '../../core/actor.ts'
import { AppError, invalid } from '../../core/errors.ts'
import { uuidv7 } from '../../core/ids.ts'
import type { Call } from '../../ports/endpoint.ts'
import { gatedWrite, type Outcome } from '../../store/atomic.ts'
import { read } from '../../store/read.ts'
import { refusedBody, toldAgain } from '../../store/replay.ts'
import { prepare } from '../../store/statement.ts'
import { happened } from '../events.ts'
import { notice } from '../notices.ts'
import { personFirst } from '../person-first.ts'
import { freshCodes, keptCodes } from '../recovery-codes.ts'
import { bury, endedHashes, endSessions } from '../revocation.ts'
import { accountOpen, moment, rfc3339 } from '../shapes.ts'
import { writeOfUser } from '../writes.ts'
import type { RegistrationResponse } from './answers.ts'
import { registered } from './ceremony.ts'
import { refusalOf } from './use.ts'

export const maxPasskeys = 20

export const passkeyShape = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  backedUp: z.boolean().describe('Does it live in more than one device?'),
  createdAt: moment,
  lastUsedAt: moment.nullable(),
})

export type PasskeyJson = z.output<typeof passkeyShape>

const { placeholder } = sql
const userId = sql`${placeholder('userId')}::uuid`
const others = sql`s.id <> ${placeholder('sessionId')}::uuid`
const shown = sql`jsonb_build_object('id', k.id, 'name', k.name, 'backedUp', k.backed_up,
  'createdAt', ${rfc3339(sql`k.created_at`)}, 'lastUsedAt', ${rfc3339(sql`k.last_used_at`)})`

const person = sql`person as (
    select u.id as user_id from users u, claim where u.id = ${userId} and ${accountOpen} for no key update of u)`

const why = refusalOf(sql`case when not exists (select 1 from person) then 'account'
  when not exists (select 1 from spent) then 'challenge' when (select r.left from room r) then 'known' else 'too-many' end`)

const register = gatedWrite(
  sql`${person},
  spent as (
    update challenges c set used_at = clock_timestamp() from person p
    where c.token_hash = ${placeholder('challengeHash')} and c.purpose = 'passkey-registration' and c.user_id = p.user_id
      and c.used_at is null and c.expires_at > clock_timestamp() returning c.user_id),
  room as (select count(*) < ${sql.raw(String(maxPasskeys))} as left from passkeys where user_id = ${userId}),
  added as (
    insert into passkeys as k (id, user_id, credential_id, public_key, counter, transports, backed_up, name)
    select ${placeholder('passkeyId')}::uuid, s.user_id, ${placeholder('credentialId')}, ${placeholder('publicKey')},
      ${placeholder('counter')}::bigint, ${placeholder('transports')}::jsonb, ${placeholder('backedUp')}::boolean, ${placeholder('name')}
    from spent s, room r where r.left
    on conflict (credential_id) do nothing
    returning k.*, ${happened('auth.passkey.registered', sql`k.user_id`)} as event),
  refused as (
    select ${happened('auth.passkey.refused', userId, 'denied', why)} as event from claim where not exists (select 1 from added)),
  ${keptCodes(sql`added`, { whereNone: true })},
  told as (${notice('passkey-added', sql`k.user_id`, sql`from added k`)}),
  ${endSessions(sql`${others} and exists (select 1 from added)`)},
  outcome as (
    select case when k.id is not null then 201 when p.user_id is null then 401 when s.user_id is not null then 409 else 422 end as status, null::int as version,
      case when k.id is null then ${refusedBody} else jsonb_build_object('passkey', ${shown}, 'ended', ${endedHashes},
        'made', exists (select 1 from kept), 'sealed', ${placeholder('sealed')}::text) end as body
    from claim left join added k on true left join person p on true left join spent s on true
      left join refused r on r.event is not null left join noted n on n.event is not null)`,
  personFirst,
)

export interface NewPasskey extends Pick<Outcome, 'replayed'> {
  readonly passkey: PasskeyJson & { readonly recoveryCodes?: readonly string[] }
}

interface Body {
  readonly passkey: PasskeyJson
  readonly ended: unknown
  readonly made: boolean
  readonly sealed: string | null
}

/** Throws `validation` at `#/response` where the ceremony proves nothing, `unauthenticated` where the account is closed, `conflict` for a key that is known or one too many. */
export async function registerPasskey(
  call: Call,
  { id, sessionId }: User,
  { name, response }: { readonly name: string; readonly response: RegistrationResponse },
): Promise<NewPasskey> {
  const found = await registered(call.ports.config, response)
  const write = writeOfUser(call, id)
  const codes = freshCodes(call, write)
  const outcome = await register(call.ports, {
    ...write,
    values: {
      ...{ userId: id, sessionId, passkeyId: uuidv7(), name, ...codes.values },
      ...{
        challengeHash: null,
        credentialId: null,
        publicKey: null,
        counter: null,
        backedUp: null,
        refusal: null,
        ...found,
      },
      transports: response.response.transports ?? [],
    },
  })
  if (outcome.status === 409)
    throw toldAgain(
      new AppError('conflict', 'This passkey is registered already, or there are too many.'),
      outcome,
    )
  if (outcome.status === 401) throw toldAgain(new AppError('unauthenticated'), outcome)
  if (outcome.status !== 201) throw toldAgain(unproven(), outcome)
  const { passkey, ended, made, sealed } = outcome.body as Body
  await bury(call.ports, { body: ended })
  const recoveryCodes = made ? { recoveryCodes: codes.told(outcome, sealed) } : {}
  return { passkey: { ...passkey, ...recoveryCodes }, replayed: outcome.replayed }
}

const unproven = () =>
  invalid([
    {
      pointer: '#/response',
      code: 'invalid_response',
      detail: 'This does not answer a ceremony that was begun here. Begin anew.',
    },
  ])

const list = prepare(sql`select ${shown} as passkey from passkeys k
  where k.user_id = ${userId} order by k.created_at desc, k.id desc`)

export async function listPasskeys({ ports, deadline }: Call, { id }: User): Promise<PasskeyJson[]> {
  const rows = await read(ports, list({ userId: id }), { signal: deadline.signal })
  return rows.map(({ passkey }) => passkey as PasskeyJson)
}

const remove = gatedWrite(sql`${person},
  removed as (
    delete from passkeys k using person p where k.id = ${placeholder('passkeyId')}::uuid and k.user_id = p.user_id
    returning k.user_id, ${happened('auth.passkey.removed', sql`k.user_id`)} as event),
  told as (${notice('passkey-removed', sql`r.user_id`, sql`from removed r`)}),
  ${endSessions(sql`${others} and exists (select 1 from removed)`)},
  outcome as (
    select case when r.user_id is null then 404 else 204 end as status, null::int as version,
      case when r.user_id is null then ${refusedBody} else ${endedHashes} end as body
    from claim left join removed r on true)`)

/** Throws `not-found` where it is not theirs. */
export async function removePasskey(
  call: Call,
  { id, sessionId }: User,
  passkeyId: string,
): Promise<Pick<Outcome, 'replayed'>> {
  const values = { userId: id, sessionId, passkeyId }
  const outcome = await remove(call.ports, { ...writeOfUser(call, id), values })
  if (outcome.status !== 204) throw toldAgain(new AppError('not-found'), outcome)
  await bury(call.ports, outcome)
  return { replayed: outcome.replayed }
}
