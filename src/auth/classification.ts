/** What the log may hold of the Auth Service's tables: who could do what and when, never a secret and never an address. */
import type { Classified } from '../audit/classification.ts'

export const authClassified: readonly Classified[] = [
  {
    table: 'users',
    key: 'id',
    audited: ['id', 'role', 'verified_at', 'disabled_at', 'version', 'created_at', 'updated_at'],
    redacted: ['email', 'name', 'password_hash'],
  },
  {
    table: 'sessions',
    key: 'id',
    audited: ['id', 'user_id', 'transport', 'auth_time', 'expires_at', 'revoked_at', 'created_at'],
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
]
