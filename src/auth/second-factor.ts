/**
 * Login, second step: one read, one atomic write, whoever asks and whatever is wrong.
 *
 * The write answers the challenge, uses the factor up and opens the session, or does none of it and counts a failure: for the
 * challenge, which bears five, and for the account.
 */
import { sql } from 'drizzle-orm'
import { AppError } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { read } from '../store/read.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { prepare } from '../store/statement.ts'
import { type FirstFactor, held } from './challenges.ts'
import { cleared, failure } from './failures.ts'
import { factorMethods } from './second-factors/index.ts'
import { type FactorAnswer, type FactorMethod, nothing } from './second-factors/method.ts'
import {
  countLogin,
  type LoggedIn,
  newSession,
  opened,
  openedBody,
  type SignInMethod,
} from './session-opening.ts'
import { readToken } from './tokens.ts'
import { writeOfStranger } from './writes.ts'

export interface SecondFactorInput extends FactorAnswer {
  readonly challenge: string
}

const { placeholder } = sql

function compiled(method: FactorMethod) {
  const find = prepare(sql`select u.id::text as user_id, c.payload, ${method.facts} as facts
    from challenges c join users u on u.id = c.user_id
    where c.token_hash = ${placeholder('challengeHash')} and c.purpose = 'second-factor'`)
  const complete = gatedWrite(sql`${held},
    ${method.use},
    account as (select u.* from person u, proof p where u.id = p.user_id),
    answered as (
      update challenges c set used_at = clock_timestamp() from asked q, account u
      where c.token_hash = q.token_hash returning 1),
    ${opened()},
    ${cleared},
    missed as (
      update challenges c set attempts = c.attempts + 1 from asked q
      where c.token_hash = q.token_hash and not exists (select 1 from account) returning c.user_id),
    ${failure('auth.second-factor.failed', sql`true`, sql`(select user_id from missed)`, method.why)},
    outcome as (
      select case when s.id is null then 401 else 200 end as status, null::int as version,
        case when s.id is null then ${refusedBody} else ${openedBody} end as body
      from claim left join opened s on true left join account u on true)`)
  return { method, find, complete }
}

const ways = new Map(factorMethods.map((method) => [method.method, compiled(method)]))

/** Throws one `unauthenticated` for every cause. */
export async function completeLogin(call: Call, input: SecondFactorInput): Promise<LoggedIn> {
  const { ports, deadline } = call
  const way = ways.get(input.method)
  const challengeHash = readToken(input.challenge, 'c')
  if (!way || !challengeHash) throw refused()
  const [row] = await read(ports, way.find({ challengeHash }), { signal: deadline.signal })
  const { transport = 'bearer', first = 'password' } = (row?.payload ?? {}) as Partial<FirstFactor>
  const asked = row && { userId: row.user_id as string, facts: row.facts }
  const used = asked && (await way.method.check(call, input, asked))
  const right = used && !('refusal' in used)

  const write = writeOfStranger(call)
  const session = newSession(call, write, transport, `${first}+${input.method}` as SignInMethod)
  const context = session.contextOf(right ? asked?.userId : undefined)
  const values = { ...session.values, ...nothing(way.method), ...used, challengeHash }
  const outcome = await way.complete(ports, { ...write, context, values })
  countLogin(ports, outcome)
  if (outcome.status !== 200) throw toldAgain(refused(), outcome)
  return session.loggedIn(outcome)
}

/** Wrong, used, expired, tried too often: one answer. */
const refused = () => new AppError('unauthenticated', 'The challenge or the answer to it is not right.')
