/** What each purpose of the key ring makes, and what has to happen before an older key of it may go (docs/keys.md). */
import type { KeyPurpose } from '../core/keys.ts'

export interface PurposeNotes {
  readonly makes: string
  /** After the new key stands first. */
  readonly rotation: string
}

export const purposeNotes: Readonly<Record<KeyPurpose, PurposeNotes>> = {
  field: {
    makes: 'sealed columns, their blind indexes, secrets of authenticator apps',
    rotation: 'run "holdfast keys rotate"; it says when the old key may go',
  },
  pepper: {
    makes: 'sealed password hashes; digests of strangers and of what they try',
    rotation: 'each sign-in hashes anew; the old key may go when no password is under it (see below)',
  },
  cursor: {
    makes: 'cursors of lists',
    rotation: 'nothing; without the old key a list that is being paged through begins anew',
  },
  csrf: {
    makes: 'CSRF tokens of open pages',
    rotation: 'nothing; without the old key an open page has to be loaded anew before it can send a form',
  },
  jwt: {
    makes: 'signatures of tokens for other services',
    rotation:
      'put the new key second first, and 10 minutes later to the front; the old one may go 10 minutes after that',
  },
  audit: {
    makes: 'signatures under the heads of the sealed audit log',
    rotation:
      'hand the new public key ("holdfast audit keys") to whoever verifies while both sign; then the old one may go, and who verifies old heads keeps its public key',
  },
  backup: {
    makes: 'signatures of the manifests of backups',
    rotation: 'nothing; the old one may go when the last backup that it signed is gone',
  },
}
