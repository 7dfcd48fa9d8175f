/** One's own profile. */
import { sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { read } from '../store/read.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { prepare } from '../store/statement.ts'
import { alive, type SessionJson, sessionJson, type UserJson, userJson } from './shapes.ts'
import { writeOfUser } from './writes.ts'

const { placeholder } = sql

const findUser = prepare(
  sql`select ${userJson} as user from users u where u.id = ${placeholder('id')}::uuid and u.disabled_at is null`,
)

/** The signed-in user of a call; endpoints that use it are not open to anyone else. */
export function userOf(call: Pick<Call, 'actor'>): User {
  if (call.actor.kind !== 'user') throw new AppError('unauthenticated')
  return call.actor
}

export async function showProfile(call: Call): Promise<UserJson> {
  const [row] = await read(call.ports, findUser({ id: userOf(call).id }), { signal: call.deadline.signal })
  if (!row) throw new AppError('unauthenticated')
  return row.user as UserJson
}

const change = gatedWrite(sql`changed as (
    update users u set name = case when ${placeholder('named')}::boolean then ${placeholder('name')}::text else u.name end,
      version = u.version + 1, updated_at = clock_timestamp()
    from claim where u.id = ${placeholder('id')}::uuid and u.disabled_at is null
      and (${placeholder('ifMatch')}::int[] is null or u.version = any(${placeholder('ifMatch')}::int[]))
    returning u.*),
  outcome as (
    select case when u.id is not null then 200 when now.version is not null then 412 else 401 end as status,
      coalesce(u.version, now.version) as version, case when u.id is not null then ${userJson} else ${refusedBody} end as body
    from claim left join changed u on true
      left join users now on now.id = ${placeholder('id')}::uuid and now.disabled_at is null)`)

/** An absent name leaves it, null clears it (RFC 7396). If-Match is heeded where it is sent, and not demanded: a profile has one writer. */
export async function changeProfile(call: Call, name: string | null | undefined) {
  const { id } = userOf(call)
  const ifMatch = call.ifMatch === undefined || call.ifMatch === '*' ? null : `{${call.ifMatch.join()}}`
  const outcome = await change(call.ports, {
    ...writeOfUser(call, id),
    values: { id, name, named: name !== undefined, ifMatch },
  })
  if (outcome.status === 412) {
    const headers = { etag: `"${outcome.version}"` }
    throw toldAgain(new AppError('precondition-failed', undefined, { headers }), outcome)
  }
  if (outcome.status !== 200) throw toldAgain(new AppError('unauthenticated'), outcome)
  return { user: outcome.body as UserJson, version: outcome.version ?? 1, replayed: outcome.replayed }
}

const listAlive = prepare(sql`select ${sessionJson(sql`s.id = ${placeholder('sessionId')}::uuid`)} as session
  from sessions s join users u on u.id = s.user_id
  where s.user_id = ${placeholder('userId')}::uuid and ${alive}
  order by s.created_at desc, s.id desc limit 100`)

/** One's own sessions that are alive, newest first; never a token, nor its hash. */
export async function listSessions(call: Call): Promise<SessionJson[]> {
  const { id, sessionId } = userOf(call)
  const rows = await read(call.ports, listAlive({ userId: id, sessionId }), { signal: call.deadline.signal })
  return rows.map((row) => row.session as SessionJson)
}
