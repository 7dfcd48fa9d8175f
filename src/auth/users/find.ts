/** One user, and where they are signed in. That somebody else looked is an event, written by the statement that finds them. */
import { type SQL, sql } from 'drizzle-orm'
import { told } from '../../audit/event.ts'
import { AppError } from '../../core/errors.ts'
import type { Row } from '../../ports/database.ts'
import type { Call } from '../../ports/endpoint.ts'
import { contextOf, opening } from '../../store/context.ts'
import { read, readTogether } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { alive, type SessionJson, sessionJson } from '../shapes.ts'
import { type ManagedUser, managedUserJson } from './shape.ts'

const { placeholder } = sql

/** Of user `u`; in a select of their one row it is written once, and not at all where there is no such user. */
const seen = told({ action: sql`${placeholder('action')}`, entity: sql`'users'`, entityId: sql`u.id::text` })

const looking = (what: SQL) => {
  const from = sql`from users u where u.id = ${placeholder('userId')}::uuid`
  const [own, others] = [
    prepare(sql`select ${what} ${from}`),
    prepare(sql`select ${what}, ${seen} as event ${from}`),
  ]

  /** Throws `not-found`. */
  return async (call: Call, userId: string): Promise<Row> => {
    const { ports, deadline, actor, action } = call
    const { signal } = deadline
    const isOneself = actor.kind === 'user' && actor.id === userId
    const look = [opening(contextOf(call), deadline), others({ userId, action })]
    const [row] = isOneself
      ? await read(ports, own({ userId }), { signal })
      : await readTogether(ports, look, { signal }).then(([, found = []]) => found)
    if (!row) throw new AppError('not-found')
    return row
  }
}

const lookAt = looking(sql`${managedUserJson} as user`)

const lookAtSessions = looking(sql`(
    select coalesce(jsonb_agg(${sessionJson(sql`false`)} order by s.created_at desc, s.id desc), '[]'::jsonb)
    from (select * from sessions where user_id = u.id order by created_at desc limit 100) s where ${alive}) as sessions`)

export async function findUser(call: Call, id: string): Promise<ManagedUser> {
  return (await lookAt(call, id)).user as ManagedUser
}

/** Those that are alive, newest first. */
export async function sessionsOf(call: Call, id: string): Promise<readonly SessionJson[]> {
  return (await lookAtSessions(call, id)).sessions as SessionJson[]
}
