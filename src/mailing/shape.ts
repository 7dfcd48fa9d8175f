/** What an owner sees of a mail: the schema that documents it, and the SQL that makes it. */
import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { moment, rfc3339 } from '../auth/shapes.ts'
import { mailStates } from './tables.ts'

export const mailShape = z.strictObject({
  id: z.uuid(),
  invoiceId: z.uuid(),
  state: z.enum(mailStates),
  attempts: z.int().min(0),
  createdAt: moment,
  sentAt: moment.nullable().describe('When a mail server took it; whether anybody read it nobody knows.'),
  bouncedAt: moment.nullable(),
  expiresAt: moment.describe('Until when its link opens the invoice.'),
})

/** What it came to: a mail waits only as long as somebody will still try. */
export const stateOf = (m: SQL): SQL =>
  sql`case when ${m}.state = 'queued' and not exists (
    select from outbox o where o.id = ${m}.job_id and o.dead_at is null) then 'failed' else ${m}.state end`

/** `mailShape` from a row of `invoice_mails` under the alias `m`, in the state of this SQL. */
export const mailJson = (state: SQL = stateOf(sql`m`)): SQL => sql`jsonb_build_object(
  'id', m.id, 'invoiceId', m.invoice_id, 'state', ${state},
  'attempts', greatest(m.attempts, (select o.attempts from outbox o where o.id = m.job_id)),
  'createdAt', ${rfc3339(sql`m.created_at`)}, 'sentAt', ${rfc3339(sql`m.sent_at`)},
  'bouncedAt', ${rfc3339(sql`m.bounced_at`)}, 'expiresAt', ${rfc3339(sql`m.expires_at`)})`
