/** What a client sees of users and sessions: the schemas that document it, and the SQL that makes it. */
import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { roles } from '../core/actor.ts'
import { signInMethods } from './tables.ts'

/** As `rfc3339` writes it. */
export const moment = z.iso.datetime({ precision: 3 })

export const userShape = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  name: z.string().nullable(),
  role: z.enum(roles),
  verifiedAt: moment.nullable(),
  version: z.int().min(1),
  createdAt: moment,
  updatedAt: moment,
})

export const sessionShape = z.strictObject({
  id: z.uuid(),
  transport: z.enum(['bearer', 'cookie']),
  method: z.enum(signInMethods),
  authTime: moment,
  createdAt: moment,
  lastSeenAt: moment,
  expiresAt: moment,
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** Is it the session that asks? */
  current: z.boolean(),
})

/** The answer to whoever signed in. */
export const loggedInShape = z.strictObject({
  token: z.string().optional().describe('The session token; absent where it went into the cookie.'),
  csrfToken: z.string().optional().describe('For X-CSRF-Token; present where the session is a cookie.'),
  session: sessionShape,
  user: userShape,
})

export type UserJson = z.output<typeof userShape>
export type SessionJson = z.output<typeof sessionShape>

/** RFC 3339 in UTC with milliseconds, made by the database, so that every driver gives the same text. */
export function rfc3339(column: SQL): SQL {
  return sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** `userShape` from a row of `users` under the alias `u`. */
export const userJson = sql`jsonb_build_object(
  'id', u.id, 'email', u.email, 'name', u.name, 'role', u.role,
  'verifiedAt', ${rfc3339(sql`u.verified_at`)}, 'version', u.version,
  'createdAt', ${rfc3339(sql`u.created_at`)}, 'updatedAt', ${rfc3339(sql`u.updated_at`)})`

/** `sessionShape` from a row of `sessions` under the alias `s`; `current` is a condition. */
export function sessionJson(current: SQL): SQL {
  return sql`jsonb_build_object(
    'id', s.id, 'transport', s.transport, 'method', s.method, 'authTime', ${rfc3339(sql`s.auth_time`)},
    'createdAt', ${rfc3339(sql`s.created_at`)}, 'lastSeenAt', ${rfc3339(sql`s.last_seen_at`)},
    'expiresAt', ${rfc3339(sql`s.expires_at`)}, 'ipAddress', s.ip_address, 'userAgent', s.user_agent,
    'current', ${current})`
}

/** How long a session lives, by role: absolute, and without being used. NIST SP 800-63B-4 §2.2.3 in spirit. */
export const lifetime = sql`case u.role when 'admin' then interval '24 hours' else interval '30 days' end`
export const idleLimit = sql`case u.role when 'admin' then interval '1 hour' else interval '24 hours' end`

/** Does the account of user `u` exist for who signs in to it? */
export const accountOpen = sql`u.verified_at is not null and u.disabled_at is null`

/** Is session `s` of user `u` alive, by the database's clock? */
export const alive = sql`s.revoked_at is null and s.expires_at > clock_timestamp()
  and s.created_at > clock_timestamp() - ${lifetime}
  and s.last_seen_at > clock_timestamp() - ${idleLimit}
  and ${accountOpen}`
