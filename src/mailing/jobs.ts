/**
 * The job that sends: at least once, and always as the same mail. The address is read and opened when it is needed, and rests
 * nowhere on the way.
 *
 * A mail that is refused for good is not tried again; any other failure is the outbox's to repeat, and in the end to give up.
 */
import { sql } from 'drizzle-orm'
import { render, type Stored } from '../business/render.ts'
import { customers } from '../entities/customers.ts'
import type { Row } from '../ports/database.ts'
import type { Ports } from '../ports/index.ts'
import { isRefused } from '../ports/mailer.ts'
import { gatedWrite } from '../store/atomic.ts'
import { systemWrite } from '../store/context.ts'
import { type JobHandler, type JobHandlers, runJobs } from '../store/jobs.ts'
import type { Job } from '../store/outbox.ts'
import { read } from '../store/read.ts'
import { prepare } from '../store/statement.ts'
import { letterColumns, letterJoins, letterOf } from './letter.ts'
import { linkOf } from './link.ts'
import { invoiceMail } from './mail.ts'
import { invoiceMailTopic } from './send.ts'

const { placeholder } = sql

/** `sendable`: may have changed since the mail was asked for. */
const waiting = prepare(sql`select ${letterColumns}, m.id, m.owner_id, m.token_hash, c.email_index,
    to_char(m.expires_at at time zone 'UTC', 'YYYY-MM-DD') as expires_at,
    i.status in ('issued', 'paid') and u.disabled_at is null and c.email is not null and c.deleted_at is null as sendable
  from invoice_mails m join invoices i on i.id = m.invoice_id ${letterJoins}
  where m.id = ${placeholder('mailId')}::uuid and m.state = 'queued'`)

/** A bounce may be told before we have written that the mail was sent: it stays one. */
const settled = gatedWrite(sql`changed as (
    update invoice_mails m set
      state = case when m.state = 'queued' then ${placeholder('state')} else m.state end,
      attempts = ${placeholder('attempts')}::int, address_index = ${placeholder('addressIndex')},
      sent_at = case when ${placeholder('state')} = 'sent' then clock_timestamp() end,
      bounced_at = case when ${placeholder('state')} = 'bounced' then clock_timestamp() else m.bounced_at end
    from claim where m.id = ${placeholder('mailId')}::uuid
    returning m.id),
  outcome as (
    select case when c.id is null then 404 else 200 end as status, null::int as version, null::jsonb as body
    from claim left join changed c on true)`)

type Ending = 'sent' | 'bounced' | 'failed'

const sendMail: JobHandler = async (ports, job, signal) => {
  const [row] = await read(ports, waiting({ mailId: job.payload.mailId }), { signal })
  if (!row) return // sent by an attempt whose end nobody heard of, or gone with its owner
  const ending = row.sendable ? await deliver(ports, row) : 'failed'
  await settle(ports, job, row, ending, signal)
  const result = ending === 'sent' ? 'success' : 'failure'
  ports.log.write({ level: 'info', action: `mail.${ending}`, result, user_id: String(row.owner_id) })
}

/** Throws what another attempt may get past. */
async function deliver(ports: Ports, row: Row): Promise<Ending> {
  const { keys, baseUrl } = ports.config
  const token = linkOf(keys, String(row.id), String(row.token_hash))
  if (!token) throw new Error('The key that made the link of this mail has left the ring.')
  const to = String(render(customers, keys, row.customer as Stored, ['email']).email)
  const mail = invoiceMail(letterOf(row, keys), { to, baseUrl, token, expiresAt: String(row.expires_at) })
  try {
    await ports.mailer.send(mail, String(row.id))
    return 'sent'
  } catch (error) {
    if (isRefused(error)) return 'bounced'
    throw error
  }
}

async function settle(ports: Ports, job: Job, row: Row, state: Ending, signal: AbortSignal) {
  await settled(ports, {
    ...systemWrite('jobs', 'invoice-mail', signal),
    values: { mailId: row.id, state, attempts: job.attempts, addressIndex: row.email_index },
  })
}

export const mailingJobs: JobHandlers = { [invoiceMailTopic]: sendMail }

/** Does what is due, now: for `call.later`, so that a mail need not wait for the timer. */
export const nudge = (ports: Ports) => runJobs(ports, mailingJobs, { budgetMs: 5_000 })
