/** Where this service keeps what it sealed: secrets of authenticator apps, and of answers that wait for a retry. */
import type { Sealed } from '../store/sealed.ts'

export const authSealed: readonly Sealed[] = [
  { table: 'totp_factors', key: [{ column: 'user_id', type: 'uuid' }], values: [{ column: 'secret' }] },
  {
    table: 'idempotency_results',
    key: [
      { column: 'principal', type: 'text' },
      { column: 'key', type: 'text' },
    ],
    values: [{ column: 'body', member: 'sealed' }],
  },
]
