/** What the drivers throw, made in one place. */
import type { MailError } from '../../ports/mailer.ts'

/** No `cause`: servers like to repeat the address they refuse. */
export function mailError(code: string, refused = false): MailError {
  return Object.assign(new Error(`The mail was not taken (${code}).`), {
    name: 'MailError' as const,
    code,
    refused,
  })
}
