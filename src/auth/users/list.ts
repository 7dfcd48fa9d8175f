/** Users, newest first, a page at a time: by what an address begins with or a name holds, by role, by status. */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { roles } from '../../core/actor.ts'
import { line } from '../../core/text.ts'
import type { Call, Reply } from '../../ports/endpoint.ts'
import { cursor, defaultLimit, limit, newestFirst } from '../../store/page.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { type ManagedUser, managedUserJson } from './shape.ts'

export const statuses = ['active', 'unverified', 'disabled', 'erased'] as const

export const userQuery = z.strictObject({
  limit: limit.optional(),
  cursor: cursor.optional(),
  q: line({ min: 1, max: 100 }).describe('What the address begins with, or the name holds.').optional(),
  role: z.enum(roles).optional(),
  status: z.enum(statuses).optional(),
})

export type UserQuery = z.output<typeof userQuery>

const { placeholder } = sql
const status = sql`case when u.erased_at is not null then 'erased' when u.disabled_at is not null then 'disabled'
  when u.verified_at is null then 'unverified' else 'active' end`

/** Ids are made in the order of time (RFC 9562 §5.7), and are the table's key: any page costs what the first does. */
const page = prepare(sql`select ${managedUserJson} as user from users u
  where (${placeholder('after')}::uuid is null or u.id < ${placeholder('after')}::uuid)
    and (${placeholder('role')}::text is null or u.role = ${placeholder('role')}::text)
    and (${placeholder('status')}::text is null or ${status} = ${placeholder('status')}::text)
    and (${placeholder('prefix')}::text is null
      or u.email like ${placeholder('prefix')}::text or u.name ilike ${placeholder('within')}::text)
  order by u.id desc limit ${placeholder('count')}::int`)

export async function listUsers(call: Call, query: UserQuery): Promise<Reply> {
  const { q, role, status: wanted, cursor } = query
  const text = q?.replaceAll(/[\\%_]/g, '\\$&')
  return newestFirst<ManagedUser>(call, {
    about: ['users', q, role, wanted],
    limit: query.limit === undefined ? defaultLimit : Number(query.limit),
    cursor,
    async find(after, count) {
      const { ports, deadline } = call
      const values = {
        ...{ after, role, status: wanted, count },
        prefix: text && `${text.toLowerCase()}%`,
        within: text && `%${text}%`,
      }
      const rows = await read(ports, page(values), { signal: deadline.signal })
      return rows.map(({ user }) => user as ManagedUser)
    },
    show: (user) => user,
  })
}
