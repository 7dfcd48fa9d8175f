/**
 * Who counts what a person has waits for every other write about them, and then looks.
 *
 * A statement sees what was committed when it began. One that locks the person and counts in the same breath counts what there
 * was before it waited; so the lock is a statement of its own, sent ahead in the same trip (`store/atomic`).
 */
import { type SQL, sql } from 'drizzle-orm'

/** The lock on the people of whom a condition on `u` is true. */
export const peopleFirst = (which: SQL) => sql`select 1 from users u where ${which}
  order by u.id for no key update`

export const personFirst = peopleFirst(sql`u.id = ${sql.placeholder('userId')}::uuid`)
