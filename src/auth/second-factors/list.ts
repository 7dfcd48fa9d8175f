/** Which second factors one has. */
import { sql } from 'drizzle-orm'
import type { User } from '../../core/actor.ts'
import type { Call } from '../../ports/endpoint.ts'
import { read } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'

export interface Factors {
  readonly totp: boolean
  readonly passkeys: number
  /** How many are left. */
  readonly recoveryCodes: number
}

const { placeholder } = sql
const userId = sql`${placeholder('userId')}::uuid`

const count = prepare(sql`select
    exists (select 1 from totp_factors where user_id = ${userId} and confirmed_at is not null) as totp,
    (select count(*)::int from passkeys where user_id = ${userId}) as passkeys,
    (select count(*)::int from recovery_codes where user_id = ${userId} and used_at is null) as codes`)

export async function listFactors({ ports, deadline }: Call, { id }: User): Promise<Factors> {
  const [row] = await read(ports, count({ userId: id }), { signal: deadline.signal })
  return {
    totp: row?.totp === true,
    passkeys: Number(row?.passkeys ?? 0),
    recoveryCodes: Number(row?.codes ?? 0),
  }
}
