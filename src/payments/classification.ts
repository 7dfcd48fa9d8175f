/** What the log may hold of payments: what was asked for and what became of it, and not the page where one pays. */
import type { Classified } from '../audit/classification.ts'

export const paymentsClassified: readonly Classified[] = [
  {
    table: 'checkouts',
    key: 'id',
    audited: [
      ...['id', 'owner_id', 'invoice_id', 'invoice_version', 'provider', 'session_id'],
      ...['state', 'expires_at', 'created_at'],
    ],
    redacted: ['url'],
  },
]

export const paymentsExempt: Readonly<Record<string, string>> = {
  payment_events: 'what a provider told, written once and never changed; what it changed is audited',
}
