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
  /** `dedupe` is the same for every attempt at one mail (sent as Message-ID or Idempotency-Key). Throws when it was not taken. */
  send(mail: Mail, dedupe: string): Promise<void>
  /** Development only: what was sent, newest first. Absent where mails really leave. */
  readonly outgoing?: () => Promise<readonly SentMail[]>
}
