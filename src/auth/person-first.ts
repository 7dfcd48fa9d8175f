/**
 * Who counts what a person has waits for every other write about them, and then looks.
 *
 * A statement sees what was committed when it began. One that locks the person and counts in the same breath counts what there
 * was before it waited; so the lock is a statement of its own, sent ahead in the same trip (`store/atomic`).
 */
import { sql } from 'drizzle-orm'

export const personFirst = sql`select 1 from users u where u.id = ${sql.placeholder('userId')}::uuid for no key update`
