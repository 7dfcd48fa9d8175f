/** Pruning: a mail is remembered for a year, twice as long as its link opens anything. The audit log keeps what it says of it. */
import { sql } from 'drizzle-orm'
import { outlived, pruning } from '../store/prune.ts'
import type { Recurring } from '../store/recurring.ts'

export const mailingPruning: readonly Recurring[] = [
  pruning({
    table: 'invoice_mails',
    everySeconds: 86_400,
    batch: 500,
    statement: outlived('invoice_mails', 'id', sql`created_at < now() - interval '365 days'`),
  }),
]
