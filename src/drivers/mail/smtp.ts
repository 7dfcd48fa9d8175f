/** Mail over SMTP, for servers that have sockets. */
import { createTransport } from 'nodemailer'
import { isLoopback } from '../../core/address.ts'
import { sha256 } from '../../core/bytes.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { mailError } from './failure.ts'

export interface SmtpOptions {
  /** `smtps://user:password@host` or `smtp://…`, which must then offer STARTTLS, except on this very machine. */
  readonly url: string
  /** `Holdfast <no-reply@example.com>` */
  readonly from: string
  readonly timeoutMs?: number
}

export function smtp({ url, from, timeoutMs = 10_000 }: SmtpOptions): Mailer {
  const { hostname, protocol } = new URL(url)
  const transport = createTransport({
    url,
    requireTLS: protocol !== 'smtps:' && !isLoopback(hostname),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Whatever ends up in a mail, it is text: no path and no address in it is ever opened.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost'

  return {
    async send({ to, subject, text, html }, dedupe) {
      try {
        await transport.sendMail({
          from,
          // As an object: a comma in a string would be a second recipient.
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${sha256(dedupe).slice(0, 40)}@${domain}>`,
        })
      } catch (error) {
        throw failure(error)
      }
    },
  }
}

interface SmtpFailure {
  readonly responseCode?: number
  readonly code?: string
  /** What it was the answer to. */
  readonly command?: string
}

/**
 * 5yz is for good (RFC 5321 §4.2.1). To the recipient or the message it is said of this mail; to the login or the sender, of us,
 * and then it is the settings that have to change.
 */
function failure(error: unknown) {
  const { responseCode = 0, code, command = '' } = error as SmtpFailure
  const refused = responseCode >= 500 && /^(RCPT TO|DATA)/.test(command)
  return mailError(String(responseCode || (code ?? 'EUNKNOWN')), refused)
}
