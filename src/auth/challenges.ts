/**
 * A challenge stands between the first factor and the second: it says who proved what, opens nothing, and can only be
 * answered: once, within five minutes, by one of at most five tries (OWASP ASVS 6.6.2, 6.6.3).
 */
import { type SQL, sql } from 'drizzle-orm'
import { AppError } from '../core/errors.ts'
import { happened } from './events.ts'
import { factorsOf, type SecondFactor } from './factors.ts'
import { passwordOpens } from './failures.ts'
import { accountOpen } from './shapes.ts'

export const challengeSeconds = 300
export const maxAnswers = 5

const { placeholder } = sql

/** What a challenge remembers of the first factor. */
export interface FirstFactor {
  readonly transport: 'bearer' | 'cookie'
  readonly first: 'password' | 'oidc'
}

/** A CTE `challenged(user_id)`: one for each row of `account`, whose values are `challengeHash` and `transport`. */
export function challenged(account: SQL, first: FirstFactor['first']): SQL {
  return sql`challenged as (
    insert into challenges as c (token_hash, purpose, user_id, payload, expires_at)
    select ${placeholder('challengeHash')}, 'second-factor', a.id,
      jsonb_build_object('transport', ${placeholder('transport')}::text, 'first', ${sql.raw(`'${first}'`)}),
      clock_timestamp() + make_interval(secs => ${sql.raw(String(challengeSeconds))})
    from ${account} a
    returning c.user_id, ${happened('auth.login.challenged', sql`c.user_id`)} as event)`
}

/** What is answered and kept, from `challenged c`; `challengeSealed` is the token for a retry. */
export const challengedBody = sql`jsonb_build_object('methods', ${factorsOf(sql`c.user_id`)},
  'sealed', ${placeholder('challengeSealed')}::text, 'request', ${placeholder('requestId')}::text)`

export interface ChallengedBody {
  readonly methods: readonly SecondFactor[]
  readonly sealed: string | null
}

const answerable = sql`c.token_hash = ${placeholder('challengeHash')} and c.purpose = 'second-factor'`

/**
 * CTEs `person` (columns of `users`), `asked(token_hash, user_id)`, the challenge `challengeHash` if it can still be answered, and
 * `held(user_id, failures, ceremony)`, whose answer may open something. The person is locked first and all else of theirs after it, here as
 * everywhere: two writes about one person wait for each other, and never in a circle.
 */
export const held = sql`person as (
    select u.* from users u, claim where u.id = (select c.user_id from challenges c where ${answerable})
    for no key update of u),
  asked as (
    select c.token_hash, c.user_id, c.payload from challenges c, person u
    where ${answerable} and c.user_id = u.id and c.used_at is null and c.expires_at > clock_timestamp()
      and c.attempts < ${sql.raw(String(maxAnswers))}
    for update of c),
  held as (
    select a.user_id, u.failures, 'passkey-second-factor' as ceremony from asked a join person u on u.id = a.user_id
    where ${accountOpen} and (a.payload->>'first' <> 'password' or (${passwordOpens})))`

export const mfaRequired = (challenge: string, methods: readonly SecondFactor[]) =>
  new AppError('mfa-required', undefined, { extensions: { challenge, methods } })
