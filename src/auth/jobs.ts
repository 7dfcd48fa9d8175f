/**
 * What the Auth Service does after a commit: mails, and tombstones that were missed.
 *
 * A row of the outbox names a template and a user. The token is made when the mail is: it rests nowhere but in
 * the mail, and as its hash in `mailed_tokens`. A mail that is tried again carries a new token; the first to be used
 * ends the other. The token refers to its row of the outbox: there is the password that it brings.
 */
import { sql } from 'drizzle-orm'
import type { Ports } from '../ports/index.ts'
import { gatedWrite } from '../store/atomic.ts'
import { systemContext } from '../store/context.ts'
import { type JobHandler, type JobHandlers, runJobs } from '../store/jobs.ts'
import type { Job } from '../store/outbox.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { mailTopic } from './accounts.ts'
import { alreadyRegisteredMail, verifyMail } from './mails.ts'
import { buryAgain, tombstoneTopic } from './revocation.ts'
import { mint } from './tokens.ts'

const { placeholder } = sql

const addressOf = prepare(
  sql`select email from users where id = ${placeholder('userId')}::uuid and disabled_at is null`,
)

const keepToken = gatedWrite(sql`unverified as (
    select u.id, u.email from users u, claim
    where u.id = ${placeholder('userId')}::uuid and u.verified_at is null and u.disabled_at is null
    for share of u),
  kept as (
    insert into mailed_tokens (token_hash, user_id, purpose, expires_at)
    select ${placeholder('tokenHash')}, id, 'verify', clock_timestamp() + interval '24 hours' from unverified
    returning user_id),
  outcome as (
    select case when u.id is null then 404 else 201 end as status, null::int as version, to_jsonb(u.email) as body
    from claim left join unverified u on true left join kept on true)`)

async function sendVerification(ports: Ports, { id, payload, dedupe }: Job, signal: AbortSignal) {
  const { token, hash } = mint('v', id)
  const outcome = await keepToken(ports, {
    context: systemContext('jobs', 'mail'),
    deadline: { signal, remainingMs: () => 5_000 },
    principal: 'system',
    idempotency: undefined,
    values: { userId: payload.userId, tokenHash: hash },
  })
  if (outcome.status !== 201) return // verified or gone meanwhile: nothing to say
  const mail = verifyMail(
    outcome.body as string,
    ports.config.baseUrl,
    token,
    new Date(String(payload.registeredAt)),
  )
  await ports.mailer.send(mail, dedupe)
}

async function sendAlreadyRegistered(ports: Ports, userId: string, dedupe: string, signal: AbortSignal) {
  const [row] = await read(ports, addressOf({ userId }), { signal })
  if (row) await ports.mailer.send(alreadyRegisteredMail(row.email as string, ports.config.baseUrl), dedupe)
}

const mail: JobHandler = async (ports, job, signal) => {
  const { payload, dedupe } = job
  if (payload.template === 'none') return // asked for by an address that waits for nothing
  const userId = String(payload.userId)
  if (payload.template === 'verify') await sendVerification(ports, job, signal)
  else if (payload.template === 'already-registered')
    await sendAlreadyRegistered(ports, userId, dedupe, signal)
  else throw new Error('A mail of an unknown template.')
  ports.log.write({ level: 'info', action: 'mail.sent', result: 'success', user_id: userId })
}

export const authJobs: JobHandlers = { [mailTopic]: mail, [tombstoneTopic]: buryAgain }

/** Does what is due, now: for `call.later`, so that a mail need not wait for the timer. */
export const nudge = (ports: Ports) => runJobs(ports, authJobs, { budgetMs: 5_000 })
