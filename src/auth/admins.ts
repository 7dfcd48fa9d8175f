/** Administrators are made by the operator, at the command line; no request can make one of nothing. */
import { sql } from 'drizzle-orm'
import { invalid } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import { secret } from '../core/text.ts'
import type { Ports } from '../ports/index.ts'
import { gatedWrite } from '../store/atomic.ts'
import { systemWrite } from '../store/context.ts'
import { buryRights, endedRights, refreshKeys } from './api-key-revocation.ts'
import { happened } from './events.ts'
import { demandGood } from './new-password.ts'
import { hashPassword } from './passwords.ts'
import { endSessions } from './revocation.ts'
import { accountOpen } from './shapes.ts'

const { placeholder } = sql

const insertAdmin = gatedWrite(sql`created as (
    insert into users (id, email, name, role, password_hash, verified_at)
    select ${placeholder('id')}::uuid, ${placeholder('email')}, ${placeholder('name')}::text, 'admin',
      ${placeholder('passwordHash')}, clock_timestamp()
    from claim on conflict (email) do nothing returning id),
  outcome as (select case when exists (select 1 from created) then 201 else 409 end as status,
    null::int as version, null::jsonb as body from claim)`)

export interface NewAdmin {
  /** Canonical. */
  readonly email: string
  readonly name: string | undefined
  readonly password: string
}

/** A verified administrator; false where the address has an account. Throws `validation` for a weak password. */
export async function createAdmin(ports: Ports, { email, name, password }: NewAdmin): Promise<boolean> {
  const typed = secret({ max: 256 }).safeParse(password)
  if (!typed.success) {
    const detail = typed.error.issues[0]?.message ?? 'Will not do.'
    throw invalid([{ pointer: '#/password', code: 'invalid_value', detail }])
  }
  await demandGood(ports, typed.data, [email, name ?? ''])
  const passwordHash = await hashPassword(ports, typed.data)
  const outcome = await insertAdmin(ports, writeOf({ id: uuidv7(), email, name, passwordHash }))
  return outcome.status === 201
}

const raise = gatedWrite(sql`person as (
    select u.id, u.role from users u, claim
    where u.email = ${placeholder('email')} and ${accountOpen}
    for update of u),
  raised as (
    update users u set role = 'admin', version = u.version + 1, updated_at = clock_timestamp()
    from person where u.id = person.id and person.role <> 'admin'
    returning u.id, ${happened(
      'auth.user.role-changed',
      sql`u.id`,
      'success',
      sql`jsonb_build_object('from', person.role, 'to', u.role)`,
    )} as event),
  ${endSessions(sql`true`, sql`(select id from raised)`)},
  ${refreshKeys(sql`(select id from raised)`)},
  outcome as (
    select case when exists (select 1 from raised) then 200 when exists (select 1 from person) then 409 else 404 end
      as status, null::int as version, ${endedRights} as body
    from claim)`)

/** A role is part of what a session may do: the sessions end with the old one. Keys stay, and may what the new one permits. */
export async function promoteToAdmin(
  ports: Ports,
  email: string,
): Promise<'promoted' | 'already' | 'unknown'> {
  const outcome = await raise(ports, writeOf({ email }))
  await buryRights(ports, outcome)
  if (outcome.status === 200) return 'promoted'
  return outcome.status === 409 ? 'already' : 'unknown'
}

const writeOf = (values: Readonly<Record<string, unknown>>) => ({
  ...systemWrite('holdfast', 'admin-create', AbortSignal.timeout(10_000), 10_000),
  values,
})
