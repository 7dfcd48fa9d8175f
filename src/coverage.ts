/** Every table the app may write: what the log holds of it, or why nobody audits it. */
import type { Coverage } from './audit/classification.ts'
import { authClassified, authExempt } from './auth/classification.ts'
import { entities } from './entities/index.ts'
import { mailingClassified } from './mailing/tables.ts'
import { paymentsClassified, paymentsExempt } from './payments/classification.ts'
import { webhookEndpoints } from './webhooks/webhook-endpoints.ts'

export const coverage: Coverage = {
  classified: [
    ...authClassified,
    ...entities.map(({ classified }) => classified),
    webhookEndpoints.classified,
    ...paymentsClassified,
    ...mailingClassified,
  ],
  exempt: {
    ...authExempt,
    ...paymentsExempt,
    idempotency_keys: 'says which request came first; the change it let through is audited',
    idempotency_results: 'an answer kept for a retry; what it answers for is audited',
    outbox: 'work to be done, written beside an audited change and updated by whoever does it',
    leases: 'who leads for the next seconds; nothing of it is kept',
    audit_pushes: 'how far the log was handed on; says nothing of anybody',
    webhook_deliveries:
      'what was sent of an audited change, noted by whoever sends it; that somebody asks for it again is an event',
    invoice_counters: 'the last number given out; the invoice that took it is audited',
  },
}
