/** One user, and where they are signed in. */
import { sql } from 'drizzle-orm'
import { AppError } from '../../core/errors.ts'
import type { Call } from '../../ports/endpoint.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { alive, type SessionJson, sessionJson } from '../shapes.ts'
import { type ManagedUser, managedUserJson } from './shape.ts'

const { placeholder } = sql
const userId = sql`${placeholder('userId')}::uuid`

const find = prepare(sql`select ${managedUserJson} as user from users u where u.id = ${userId}`)

/** Throws `not-found`. */
export async function findUser({ ports, deadline }: Call, id: string): Promise<ManagedUser> {
  const [row] = await read(ports, find({ userId: id }), { signal: deadline.signal })
  if (!row) throw new AppError('not-found')
  return row.user as ManagedUser
}

const living = prepare(sql`select u.id, (
    select coalesce(jsonb_agg(${sessionJson(sql`false`)} order by s.created_at desc, s.id desc), '[]'::jsonb)
    from (select * from sessions where user_id = u.id order by created_at desc limit 100) s where ${alive}) as sessions
  from users u where u.id = ${userId}`)

/** Their sessions that are alive, newest first. Throws `not-found` where there is no such user. */
export async function sessionsOf({ ports, deadline }: Call, id: string): Promise<readonly SessionJson[]> {
  const [row] = await read(ports, living({ userId: id }), { signal: deadline.signal })
  if (!row) throw new AppError('not-found')
  return row.sessions as SessionJson[]
}
