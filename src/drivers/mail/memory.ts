/** Development where there is no file system: the last mails of this process. */
import type { Mailer, SentMail } from '../../ports/mailer.ts'

export function memoryMail(maxMails = 100): Mailer {
  /** By `dedupe`, oldest first. */
  const mails = new Map<string, SentMail>()

  return {
    async send({ to, subject, text, html }, dedupe) {
      if (mails.has(dedupe)) return
      mails.set(dedupe, { to, subject, text, html, createdAt: new Date().toISOString() })
      for (const oldest of mails.keys()) {
        if (mails.size <= maxMails) return
        mails.delete(oldest)
      }
    },
    async outgoing() {
      return [...mails.values()].reverse()
    },
  }
}
