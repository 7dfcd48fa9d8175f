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
import { systemWrite } from '../store/context.ts'
import { type JobHandler, type JobHandlers, runJobs } from '../store/jobs.ts'
import type { Job } from '../store/outbox.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { buryKeyAgain, keyTombstoneTopic } from './api-key-revocation.ts'
import { isNotice, type NoticeName, noticeMail, resetMail, verifyMail } from './mails.ts'
import { mailTopic } from './notices.ts'
import { buryAgain, tombstoneTopic } from './revocation.ts'
import { mint } from './tokens.ts'

const { placeholder } = sql

const addressOf = prepare(
  sql`select email from users where id = ${placeholder('userId')}::uuid and disabled_at is null`,
)

/** Keeps the hash of a token for whom it still has a use: to verify while unverified, to reset afterwards. */
const keepToken = gatedWrite(sql`waiting as (
    select u.id, u.email from users u, claim
    where u.id = ${placeholder('userId')}::uuid and u.disabled_at is null
      and (u.verified_at is null) = (${placeholder('purpose')}::text = 'verify')
    for share of u),
  kept as (
    insert into mailed_tokens (token_hash, user_id, purpose, expires_at)
    select ${placeholder('tokenHash')}, id, ${placeholder('purpose')},
      clock_timestamp() + make_interval(secs => ${placeholder('seconds')}::int) from waiting
    returning user_id),
  outcome as (
    select case when u.id is null then 404 else 201 end as status, null::int as version, to_jsonb(u.email) as body
    from claim left join waiting u on true left join kept on true)`)

const lifeSeconds = { verify: 86_400, reset: 3_600 }

/** Makes the token, and mails it; nothing where it has no use any more. */
async function sendToken(
  ports: Ports,
  job: Job,
  purpose: 'verify' | 'reset',
  signal: AbortSignal,
): Promise<void> {
  const { token, hash } = mint(purpose === 'verify' ? 'v' : 'r', job.id)
  const outcome = await keepToken(ports, {
    ...systemWrite('jobs', 'mail', signal),
    values: { userId: job.payload.userId, tokenHash: hash, purpose, seconds: lifeSeconds[purpose] },
  })
  if (outcome.status !== 201) return // verified or gone meanwhile: nothing to say
  const to = outcome.body as string
  const { baseUrl } = ports.config
  const registeredAt = new Date(String(job.payload.registeredAt))
  const mail =
    purpose === 'verify' ? verifyMail(to, baseUrl, token, registeredAt) : resetMail(to, baseUrl, token)
  await ports.mailer.send(mail, job.dedupe)
}

async function sendNotice(ports: Ports, { payload, dedupe }: Job, name: NoticeName, signal: AbortSignal) {
  const [row] = await read(ports, addressOf({ userId: payload.userId }), { signal })
  if (row) await ports.mailer.send(noticeMail(name, row.email as string, ports.config.baseUrl), dedupe)
}

const mail: JobHandler = async (ports, job, signal) => {
  const { template, userId } = job.payload
  if (template === 'none') return // asked for by an address that waits for nothing
  if (template === 'verify' || template === 'reset') await sendToken(ports, job, template, signal)
  else if (isNotice(template)) await sendNotice(ports, job, template, signal)
  else throw new Error('A mail of an unknown template.')
  ports.log.write({ level: 'info', action: 'mail.sent', result: 'success', user_id: String(userId) })
}

export const authJobs: JobHandlers = {
  [mailTopic]: mail,
  [tombstoneTopic]: buryAgain,
  [keyTombstoneTopic]: buryKeyAgain,
}

/** Does what is due, now: for `call.later`, so that a mail need not wait for the timer. */
export const nudge = (ports: Ports) => runJobs(ports, authJobs, { budgetMs: 5_000 })
