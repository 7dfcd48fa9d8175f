/**
 * The last administrator cannot go, however many go at once.
 *
 * Whoever takes an administrator away (erases, disables, demotes) locks all who can act first, always in the same order: the
 * second of two waits for the first, and then counts without it.
 */
import { type SQL, sql } from 'drizzle-orm'
import { AppError } from '../core/errors.ts'

/** CTE `admins(id)`: every administrator who can act, locked; of nobody else's matter, where `userId` is not one of them. */
export function lockAdmins(userId: SQL): SQL {
  return sql`admins as materialized (
    select a.id from users a, claim
    where a.role = 'admin' and a.verified_at is not null and a.disabled_at is null
      and exists (select 1 from users me where me.id = ${userId} and me.role = 'admin')
    order by a.id for no key update of a)`
}

/** How many there are. To be joined by the select that locks the person, so that all locks are taken in one order. */
export const countedAdmins = sql`(select count(*)::int as n from admins)`

export const lastAdmin = () =>
  new AppError('conflict', 'There would be no administrator left. Make somebody else one first.')
