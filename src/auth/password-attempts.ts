/**
 * How often a password may be tried for one account: counted before the hash is computed, for an account that exists
 * and for one that does not, in the very statement that looks the account up. Many addresses at one
 * account are stopped here, one at many accounts by the address's own limit (`gateway/admission`). An account bears twice
 * LIMIT_LOGIN: a single address that uses up its own allowance cannot lock the owner out, and many cannot where the owner comes
 * from a place they are known from.
 *
 * A count that a crash loses costs an attacker's patience at most: it does not wait for the disk.
 */
import { type SQL, sql } from 'drizzle-orm'
import { fromBase64url, hmac } from '../core/bytes.ts'
import { AppError, unavailable } from '../core/errors.ts'
import { isDatabaseError, type Row } from '../ports/database.ts'
import type { Call } from '../ports/endpoint.ts'
import { isOutage } from '../store/resilience/sqlstate.ts'
import { prepare } from '../store/statement.ts'

const { placeholder } = sql
const frame = sql`make_interval(secs => ${placeholder('windowSeconds')}::int)`
const over = sql`a.since <= clock_timestamp() - ${frame}`

const relaxed = prepare(sql`select set_config('synchronous_commit', 'off', true)`)

/**
 * Compiles one kind of attempt; `account` is a select of at most one row, which the attempt is about. A column `known` that is
 * true lets it pass.
 */
export function passwordAttempt(account: SQL) {
  const count = prepare(sql`with tried as (
      insert into password_attempts as a (account, tried, since)
      values (${placeholder('account')}, 1, clock_timestamp())
      on conflict (account) do update set
        tried = case when ${over} then 1 else least(a.tried + 1, 1000000) end,
        since = case when ${over} then clock_timestamp() else a.since end
      returning tried, ceil(extract(epoch from since + ${frame} - clock_timestamp()))::int as seconds)
    select t.tried, t.seconds, to_jsonb(found) as found from tried t left join (${account}) found on true`)

  /** The row of `account`, or undefined. `whose` names it, and stays inside. Throws `rate-limited`. */
  return async function attempt(
    { ports, deadline }: Pick<Call, 'ports' | 'deadline'>,
    whose: string,
    values: Readonly<Record<string, unknown>>,
  ): Promise<Row | undefined> {
    const { count: perAddress, windowSeconds } = ports.config.limits.login
    const all = { ...values, account: digestOf(ports.config.keys.pepper[0].bytes, whose), windowSeconds }
    const [, rows = []] = await ports.database
      .atomic([relaxed(), count(all)], { signal: deadline.signal })
      .catch(translate)
    const [row] = rows
    const found = (row?.found as Row | null | undefined) ?? undefined
    if (!row || (Number(row.tried) > 2 * perAddress && found?.known !== true))
      throw tooMany(Math.max(1, Number(row?.seconds ?? 1)))
    return found
  }
}

/** Addresses could be counted through: their digest needs a key that is not in the database. */
function digestOf(pepper: Uint8Array, whose: string): string {
  return hmac(fromBase64url(hmac(pepper, 'password attempts')), whose)
}

function translate(error: unknown): never {
  const waited = isDatabaseError(error) && error.code === '55P03'
  throw waited || isOutage(error) ? unavailable(error) : error
}

const tooMany = (seconds: number) =>
  new AppError('rate-limited', undefined, { headers: { 'retry-after': String(seconds) } })
