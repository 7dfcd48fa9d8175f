/**
 * Sending: a mail waits from the moment the invoice's owner says so; the job that sends it stands in the same statement.
 *
 * An invoice goes to an address once. Whoever wants it there again, be it lost or come back, says so by resending a mail.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { EntityCall } from '../business/collection/call.ts'
import { ownerOf } from '../business/scope.ts'
import { AppError } from '../core/errors.ts'
import { uuidv7 } from '../core/ids.ts'
import type { Reply } from '../ports/endpoint.ts'
import { type GatedWrite, gatedWrite, type Outcome } from '../store/atomic.ts'
import { contextOf } from '../store/context.ts'
import { post } from '../store/outbox.ts'
import { refusedBody, toldAgain } from '../store/replay.ts'
import { linkDays, mintLink } from './link.ts'
import { mailJson, stateOf } from './shape.ts'

export const invoiceMailTopic = 'invoice-mail'

const { placeholder } = sql

const invoiceId = sql`${placeholder('invoiceId')}::uuid`
const owner = sql`${placeholder('owner')}::uuid`
const mailId = sql`${placeholder('mailId')}::uuid`
const again = sql`${placeholder('again')}::uuid`

/** Of two who send at once the second sees what the first has sent. */
const lock = sql`select from invoices where id = ${invoiceId} and owner_id = ${owner} for update`

/** Why not, each with the sentence that is answered. */
const refusals = {
  state: 'Only an issued or paid invoice can be sent.',
  address: 'The customer has no email address.',
  queued: 'A mail with this invoice is still on its way to this address.',
  sent: 'This invoice was sent to this address already. To send it once more, resend that mail.',
  bounced:
    'The mail to this address came back. Correct the address, or resend that mail if it should be tried again.',
} as const

type Refusal = keyof typeof refusals

/** `earlier`: the state of a mail from before, null where there is none; the others say when that is nothing to resend, or in the way. */
const writing = (earlier: SQL, missing: SQL, refusal: SQL): GatedWrite =>
  gatedWrite(
    sql`found as (
        select i.id, i.owner_id, i.status, c.email_index, c.email is not null and c.deleted_at is null as reachable
        from claim, invoices i join customers c on c.id = i.customer_id
        where i.id = ${invoiceId} and i.owner_id = ${owner} and i.deleted_at is null),
      judged as (select f.*, (${earlier}) as earlier from found f),
      verdict as (
        select j.*, case when ${missing} then 'missing' when j.status not in ('issued', 'paid') then 'state'
          when not j.reachable then 'address' else ${refusal} end as refusal
        from judged j),
      job as (${post(invoiceMailTopic, sql`jsonb_build_object('mailId', ${mailId})`, sql`from verdict where refusal is null`)}
        returning id),
      m as (
        insert into invoice_mails (id, owner_id, invoice_id, address_index, token_hash, expires_at, job_id)
        select ${mailId}, v.owner_id, v.id, v.email_index, ${placeholder('tokenHash')},
          clock_timestamp() + make_interval(days => ${sql.raw(String(linkDays))}), job.id
        from verdict v, job
        returning *),
      outcome as (
        select case when v.id is null or v.refusal = 'missing' then 404 when m.id is null then 409 else 202 end as status,
          null::int as version, case when m.id is not null then ${mailJson(sql`m.state`)}
            else ${refusedBody} || jsonb_build_object('refusal', v.refusal) end as body
        from claim left join verdict v on true left join m on true)`,
    lock,
  )

const first = writing(
  sql`select ${stateOf(sql`e`)} from invoice_mails e
    where e.invoice_id = f.id and e.address_index = f.email_index order by e.id desc limit 1`,
  sql`false`,
  sql`nullif(j.earlier, 'failed')`,
)

const anew = writing(
  sql`select ${stateOf(sql`e`)} from invoice_mails e where e.invoice_id = f.id and e.id = ${again}`,
  sql`j.earlier is null`,
  sql`case when j.earlier = 'queued' then 'queued' end`,
)

/** Throws `not-found`, or `conflict` with what stands in the way. */
export const sendInvoice = (call: EntityCall, id: string) => sending(first, call, { invoiceId: id })

/** The same, though it was sent before. Throws as well where that mail is still on its way. */
export const resendInvoice = (call: EntityCall, id: string, mail: string) =>
  sending(anew, call, { invoiceId: id, again: mail })

async function sending(
  write: GatedWrite,
  call: EntityCall,
  named: Readonly<Record<string, string>>,
): Promise<Reply> {
  const { ports, deadline, idempotency } = call
  const principal = ownerOf(call.actor)
  const id = uuidv7(ports.clock.now())
  const outcome = await write(ports, {
    context: contextOf(call),
    deadline,
    principal,
    idempotency,
    values: { ...named, owner: principal, mailId: id, tokenHash: mintLink(ports.config.keys, id).hash },
  })
  if (outcome.status !== 202) throw refused(outcome)
  return { status: 202, body: outcome.body, replayed: outcome.replayed }
}

function refused(outcome: Outcome): AppError {
  const { refusal } = outcome.body as { readonly refusal: Refusal }
  const error =
    outcome.status === 409 ? new AppError('conflict', refusals[refusal]) : new AppError('not-found')
  return toldAgain(error, outcome)
}
