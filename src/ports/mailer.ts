import type { SentHeaders } from '../core/headers.ts'

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface SentMail extends Mail {
  /** RFC 3339. */
  readonly createdAt: string
}

export interface Mailer {
  /**
   * `dedupe` is the same for every attempt at one mail: sent as Message-ID or Idempotency-Key, by which a second is known, and
   * named in what a provider tells of the mail later. Throws `MailError` where it was not taken.
   */
  send(mail: Mail, dedupe: string): Promise<void>
  /** For providers that tell afterwards: undefined where nothing shows that it was they who spoke. Absent where nobody speaks. */
  readonly read?: ((text: string, headers: SentHeaders, nowMs: number) => MailNews | undefined) | undefined
  /** Development only: what was sent, newest first. Absent where mails really leave. */
  readonly outgoing?: () => Promise<readonly SentMail[]>
}

/** What a provider tells of a mail that it took. */
export interface MailNews {
  /** The `dedupe` it was sent with; undefined where it is about no mail that can be named. */
  readonly mail: string | undefined
  /** Did it come back for good, or was it complained of? */
  readonly bounced: boolean
}

/** What a driver throws: which answer it got, and never to whom or what it was sending. */
export interface MailError extends Error {
  readonly name: 'MailError'
  /** `ECONNECTION`, `EAUTH`, an SMTP reply code or an HTTP status. */
  readonly code: string
  /** Is it this mail, for good, and not the way there? To try again would only be refused again. */
  readonly refused: boolean
}

export function isRefused(error: unknown): error is MailError {
  return error instanceof Error && error.name === 'MailError' && (error as MailError).refused
}
