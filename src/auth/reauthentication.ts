/**
 * Re-authentication: a person who is signed in proves again who they are, by any one of what they can prove.
 *
 * The session proves that the rest was proven before; a stolen one proves nothing more. The session that asks ends, and a new
 * one takes its place: one for one, and none for a session that ended meanwhile (OWASP ASVS 7.2.4), with a fresh `authTime` and the method by which the person signed in.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { User } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { Call } from '../ports/endpoint.ts'
import { gatedWrite } from '../store/atomic.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { cleared, failure, passwordOpens } from './failures.ts'
import { passwordAttempt } from './password-attempts.ts'
import { verifyPassword } from './passwords.ts'
import { bury, endedHashes, endSessions } from './revocation.ts'
import { factorMethods } from './second-factors/index.ts'
import { type FactorAnswer, type FactorMethod, nothing } from './second-factors/method.ts'
import { type LoggedIn, newSession, opened, openedBody, type SignInMethod } from './session-opening.ts'
import { accountOpen } from './shapes.ts'
import { writeOfUser } from './writes.ts'

export type Proof = { readonly password: string } | FactorAnswer

const { placeholder } = sql

const userId = sql`${placeholder('userId')}::uuid`

/** The person who asks, and what a proof needs of them. */
const asking = (facts: SQL) =>
  passwordAttempt(sql`select u.password_hash, s.method, ${facts} as facts
    from users u join sessions s on s.user_id = u.id and s.id = ${placeholder('oldSessionId')}::uuid
    where u.id = ${userId}`)

const proving = (proof: SQL, why?: SQL) =>
  gatedWrite(sql`person as (
      select u.* from users u, claim where u.id = ${userId} and ${accountOpen} for no key update of u),
    held as (
      select u.id as user_id, u.failures, 'passkey-reauthentication' as ceremony from person u),
    ${proof},
    ${endSessions(sql`s.id = ${placeholder('oldSessionId')}::uuid and exists (select 1 from proof)`)},
    account as (select u.* from person u, proof p where u.id = p.user_id and exists (select 1 from ended)),
    ${opened(sql`account`, 'auth.reauthentication.succeeded')},
    ${cleared},
    ${failure('auth.reauthentication.failed', sql`not exists (select 1 from proof)`, userId, why)},
    outcome as (
      select case when s.id is null then 401 else 200 end as status, null::int as version,
        case when s.id is null then ${refusedBody} || jsonb_build_object('over', exists (select 1 from proof)) else ${openedBody} || jsonb_build_object('ended', ${endedHashes}) end as body
      from claim left join opened s on true left join account u on true)`)

interface Way {
  readonly method?: FactorMethod
  readonly ask: ReturnType<typeof asking>
  readonly prove: ReturnType<typeof proving>
}

const byPassword: Way = {
  ask: asking(sql`null::jsonb`),
  prove: proving(sql`proof as (
    select u.id as user_id from person u where u.password_hash = ${placeholder('passwordHash')} and ${passwordOpens})`),
}

const byFactor: ReadonlyMap<string, Way> = new Map(
  factorMethods.map((method) => [
    method.method,
    { method, ask: asking(method.facts), prove: proving(method.use, method.why) },
  ]),
)

/** Throws `unauthenticated` where the proof is wrong: the session that asked lives on. Also where that is over meanwhile. */
export async function reauthenticate(call: Call, user: User, proof: Proof): Promise<LoggedIn> {
  const way = 'password' in proof ? byPassword : byFactor.get(proof.method)
  if (!way) throw refused()
  const asker = { userId: user.id, oldSessionId: user.sessionId }
  const row = await way.ask(call, `user ${user.id}`, asker)
  const used = row && (await check(call, way, proof, { userId: user.id, row }))

  const write = writeOfUser(call, user.id)
  const transport = call.credential?.transport ?? 'bearer'
  const session = newSession(call, write, transport, (row?.method ?? 'password') as SignInMethod)
  const outcome = await way.prove(call.ports, {
    ...write,
    values: { ...session.values, ...asker, ...(way.method && nothing(way.method)), ...used },
  })
  if (outcome.status !== 200) {
    const { over } = outcome.body as { readonly over: boolean }
    throw toldAgain(over ? ended() : refused(), outcome)
  }
  await bury(call.ports, { body: (outcome.body as { readonly ended: unknown }).ended })
  return session.loggedIn(outcome)
}

async function check(
  call: Call,
  { method }: Way,
  proof: Proof,
  { userId: id, row }: { readonly userId: string; readonly row: Readonly<Record<string, unknown>> },
): Promise<Readonly<Record<string, unknown>>> {
  if ('password' in proof) {
    const stored = row.password_hash as string | null
    const { ports, deadline } = call
    const { ok } = await call.patiently(() => verifyPassword(ports, stored, proof.password, deadline.signal))
    return { passwordHash: ok ? stored : null }
  }
  return (await method?.check(call, proof, { userId: id, facts: row.facts })) ?? {}
}

const refused = () =>
  new AppError('unauthenticated', 'That did not prove who you are. The session is as it was.')

/** As for any credential that is not good any more. */
const ended = () => new AppError('unauthenticated')
