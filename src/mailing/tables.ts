/** What is kept of an invoice that was mailed: that it was, when, and what became of it; never to which address. */
import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Classified } from '../audit/classification.ts'
import { users } from '../auth/tables.ts'
import { invoicesTable } from '../entities/invoices.ts'
import { moment } from '../store/columns.ts'

/** `bounced`: refused for good, or complained of. `failed`: given up, or there is nobody any more to send it to. */
export const mailStates = ['queued', 'sent', 'bounced', 'failed'] as const

export const invoiceMails = pgTable(
  'invoice_mails',
  {
    /** Also the id by which whoever receives the mail twice knows it again. */
    id: uuid().primaryKey(),
    ownerId: uuid()
      .notNull()
      .references(() => users.id),
    invoiceId: uuid()
      .notNull()
      .references(() => invoicesTable.id),
    state: text({ enum: mailStates }).notNull().default('queued'),
    /** The address as the customer's blind index has it: to be known again, not to be read. */
    addressIndex: text(),
    /** Of the link in the mail. */
    tokenHash: text().notNull(),
    expiresAt: moment().notNull(),
    /** Its row in the outbox, which counts the attempts and knows when they are over. */
    jobId: bigint({ mode: 'number' }).notNull(),
    attempts: integer().notNull().default(0),
    sentAt: moment(),
    bouncedAt: moment(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('invoice_mails_token_hash_key').on(table.tokenHash),
    index('invoice_mails_invoice').on(table.invoiceId, table.id),
    index('invoice_mails_owner').on(table.ownerId, table.id),
    check('invoice_mails_state_check', sql`state in ('queued', 'sent', 'bounced', 'failed')`),
  ],
)

export const mailingClassified: readonly Classified[] = [
  {
    table: 'invoice_mails',
    key: 'id',
    audited: [
      ...['id', 'owner_id', 'invoice_id', 'state'],
      ...['expires_at', 'sent_at', 'bounced_at', 'created_at'],
    ],
    redacted: ['address_index', 'token_hash'],
    unrecorded: {
      job_id: 'where the outbox counts; it stands for as long as the row does',
      attempts: 'each attempt is counted in the outbox; its end changes the state',
    },
    removable: true,
  },
]
