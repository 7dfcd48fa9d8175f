/** What those who look after accounts see of one: never a secret, and of what signs in only whether it is there. */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { factorsOf, secondFactors } from '../factors.ts'
import { passwordOpens } from '../failures.ts'
import { moment, rfc3339, userJson, userShape } from '../shapes.ts'

export const managedUserShape = userShape.extend({
  disabledAt: moment.nullable(),
  erasedAt: moment.nullable(),
  /** Since when a new password is wanted. */
  resetRequiredAt: moment.nullable(),
  /** May the password open anything? Not after a hundred wrong ones, nor while a new one is wanted. */
  passwordOpens: z.boolean(),
  secondFactors: z.array(z.enum(secondFactors)),
})

export type ManagedUser = z.output<typeof managedUserShape>

/** `managedUserShape` from a row of `users` under the alias `u`. */
export const managedUserJson = sql`${userJson} || jsonb_build_object(
  'disabledAt', ${rfc3339(sql`u.disabled_at`)}, 'erasedAt', ${rfc3339(sql`u.erased_at`)},
  'resetRequiredAt', ${rfc3339(sql`u.reset_required_at`)},
  'passwordOpens', u.password_hash is not null and ${passwordOpens}, 'secondFactors', ${factorsOf(sql`u.id`)})`
