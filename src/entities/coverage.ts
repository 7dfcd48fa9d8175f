/** Every table the app may write: what the log holds of it, or why nobody audits it. */
import type { Classified, Coverage } from '../audit/classification.ts'
import { authClassified } from '../auth/classification.ts'

const life = ['id', 'owner_id', 'created_by', 'version', 'created_at', 'updated_at', 'deleted_at']

const domain: readonly Classified[] = [
  {
    table: 'customers',
    key: 'id',
    audited: [...life, 'name'],
    redacted: ['email', 'email_index', 'tax_id', 'address', 'notes'],
  },
  {
    table: 'invoices',
    key: 'id',
    audited: [
      ...life,
      ...[
        'number',
        'customer_id',
        'currency',
        'subtotal',
        'tax',
        'total',
        'status',
        'due_on',
        'issued_at',
        'paid_at',
      ],
    ],
    redacted: ['lines', 'notes'],
  },
]

export const coverage: Coverage = {
  classified: [...authClassified, ...domain],
  exempt: {
    idempotency_keys: 'says which request came first; the change it let through is audited',
    idempotency_results: 'an answer kept for a retry; what it answers for is audited',
    outbox: 'work to be done, written beside an audited change and updated by whoever does it',
    invoice_counters: 'the last number given out; the invoice that took it is audited',
  },
}
