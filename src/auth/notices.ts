/** Mails about what happened, posted by the statement that makes it happen. They name a person; the address is looked up later. */
import { type SQL, sql } from 'drizzle-orm'
import { post } from '../store/outbox.ts'
import type { NoticeName } from './mails.ts'

export const mailTopic = 'mail'

/** A CTE's body: one mail to each user of `from`, e.g. `notice('password-changed', sql`c.id`, sql`from changed c`)`. */
export function notice(name: NoticeName, userId: SQL, from: SQL): SQL {
  return post(
    mailTopic,
    sql`jsonb_build_object('template', ${sql.raw(`'${name}'`)}, 'userId', ${userId})`,
    from,
  )
}
