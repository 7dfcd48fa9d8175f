/** What the log may hold of the Auth Service's tables: who could do what and when, never a secret and never an address. */
import type { Classified } from '../audit/classification.ts'

export const authClassified: readonly Classified[] = [
  {
    table: 'users',
    key: 'id',
    audited: [
      'id',
      'role',
      'reset_required_at',
      'verified_at',
      'disabled_at',
      'erased_at',
      'version',
      'created_at',
      'updated_at',
    ],
    redacted: ['email', 'name', 'password_hash'],
    unrecorded: { failures: 'each wrong password is an event of its own' },
  },
  {
    table: 'sessions',
    key: 'id',
    audited: ['id', 'user_id', 'transport', 'method', 'auth_time', 'expires_at', 'revoked_at', 'created_at'],
    redacted: ['token_hash', 'ip_address', 'user_agent'],
    unrecorded: {
      last_seen_at: 'a heartbeat: it says that somebody was here, which every request already says',
    },
    removable: true,
  },
  {
    // Named by its person: the table's own key is the hash of a secret.
    table: 'mailed_tokens',
    key: 'user_id',
    audited: ['user_id', 'purpose', 'expires_at', 'used_at', 'created_at'],
    redacted: ['token_hash'],
    removable: true,
  },
  {
    table: 'totp_factors',
    key: 'user_id',
    audited: ['user_id', 'confirmed_at', 'created_at'],
    redacted: ['secret'],
    unrecorded: { last_step: 'moves with each code that is taken, which is an event of its own' },
    removable: true,
  },
  {
    table: 'recovery_codes',
    key: 'user_id',
    audited: ['user_id', 'used_at', 'created_at'],
    redacted: ['code_hash'],
    removable: true,
  },
  {
    table: 'passkeys',
    key: 'id',
    audited: ['id', 'user_id', 'transports', 'backed_up', 'created_at'],
    redacted: ['credential_id', 'public_key', 'name'],
    unrecorded: {
      counter: 'moves with each use, which is an event of its own',
      last_used_at: 'each use is an event of its own',
    },
    removable: true,
  },
  {
    table: 'api_keys',
    key: 'id',
    audited: ['id', 'user_id', 'scopes', 'expires_at', 'revoked_at', 'created_at'],
    redacted: ['token_hash', 'name'],
    unrecorded: { last_used_at: 'a heartbeat: every request of a key names it' },
    removable: true,
  },
  {
    table: 'identities',
    key: 'id',
    audited: ['id', 'user_id', 'issuer', 'created_at'],
    redacted: ['subject'],
    removable: true,
  },
]

/** Tables of this service that nobody audits, each with its reason. */
export const authExempt: Readonly<Record<string, string>> = {
  challenges: 'what was begun and is not proven yet; its end is an event, or a change of its own',
  password_attempts: 'a count, before it is known whether there is such an account; a denial is an event',
}
