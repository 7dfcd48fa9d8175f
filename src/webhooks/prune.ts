/** How long the delivery log goes back: ten times as long as the last attempt may take to come. */
import { sql } from 'drizzle-orm'
import { outlived, pruning } from '../store/prune.ts'
import type { Recurring } from '../store/recurring.ts'

export const webhookPruning: readonly Recurring[] = [
  pruning({
    table: 'webhook_deliveries',
    everySeconds: 3_600,
    batch: 2_000,
    statement: outlived('webhook_deliveries', 'id', sql`created_at < now() - interval '30 days'`),
  }),
]
