/** What a mail driver throws: which answer it got, and never to whom or what it was sending. */
export interface MailError extends Error {
  readonly name: 'MailError'
  /** `ECONNECTION`, `EAUTH`, an SMTP reply code or an HTTP status. */
  readonly code: string
}

/** No `cause`: servers like to repeat the address they refuse. */
export function mailError(code: string): MailError {
  return Object.assign(new Error(`The mail was not taken (${code}).`), { name: 'MailError' as const, code })
}
