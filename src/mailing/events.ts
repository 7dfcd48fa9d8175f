/** What a mail provider tells of a mail: that it came back, or was complained of. Told twice or late, it says nothing new. */
import { sql } from 'drizzle-orm'
import { isUuid } from '../core/ids.ts'
import type { Call } from '../ports/endpoint.ts'
import type { MailNews } from '../ports/mailer.ts'
import { gatedWrite } from '../store/atomic.ts'
import { contextOf } from '../store/context.ts'

const { placeholder } = sql

/** Also while the mail is still said to wait: the provider may be faster than what we write after sending. */
const bounce = gatedWrite(sql`changed as (
    update invoice_mails m set state = 'bounced', bounced_at = clock_timestamp() from claim
    where m.id = ${placeholder('mailId')}::uuid and m.state in ('queued', 'sent')
    returning m.id),
  outcome as (
    select case when c.id is null then 404 else 200 end as status, null::int as version, null::jsonb as body
    from claim left join changed c on true)`)

/** Takes news whose sender is known; whatever is about no mail of ours is taken as well, and changes nothing. */
export async function takeNews(call: Omit<Call, 'input'>, { mail, bounced }: MailNews): Promise<void> {
  if (!bounced || mail === undefined || !isUuid(mail)) return
  const { ports, deadline } = call
  const { status } = await bounce(ports, {
    // The system acts here: who sent it has no account.
    context: { ...contextOf(call), actor_kind: 'system' },
    deadline,
    principal: 'system',
    idempotency: undefined,
    values: { mailId: mail },
  })
  if (status !== 200) return
  ports.meter.count('mails_bounced_total')
  ports.log.write({
    ...{ level: 'warn', action: 'mail.bounced', result: 'failure' },
    request_id: call.requestId,
  })
}
