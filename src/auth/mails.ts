/** What our mails say. They hold nothing a stranger could have typed: a mail from us must never carry another's words. */
import type { Mail } from '../ports/mailer.ts'

export const mailTemplates = ['verify', 'already-registered'] as const
export type MailTemplate = (typeof mailTemplates)[number]

/** Says when it was registered: of several mails the owner of the address can tell which one is his. */
export function verifyMail(to: string, baseUrl: string, token: string, registeredAt: Date): Mail {
  const link = `${baseUrl}/verify-email?token=${token}`
  const when = registeredAt.toISOString().slice(0, 16).replace('T', ' ')
  return compose(to, 'Please confirm your email address', [
    'Welcome to Holdfast.',
    'Please confirm that this address is yours by opening this link within 24 hours:',
    { link },
    `The password will be the one that was chosen on ${when} UTC.`,
    'If that was not you, do not open the link: without it, nothing happens.',
  ])
}

export function alreadyRegisteredMail(to: string, baseUrl: string): Mail {
  return compose(to, 'You already have an account', [
    'Someone, perhaps you, tried to register with this address. It already has an account, and nothing was changed.',
    'If it was you, simply sign in:',
    { link: baseUrl },
    'If it was not you, you need do nothing.',
  ])
}

type Part = string | { readonly link: string }

function compose(to: string, subject: string, parts: readonly Part[]): Mail {
  const text = parts.map((part) => (typeof part === 'string' ? part : part.link)).join('\n\n')
  const body = parts.map((part) =>
    typeof part === 'string'
      ? `<p>${escaped(part)}</p>`
      : `<p><a href="${escaped(part.link)}">${escaped(part.link)}</a></p>`,
  )
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>${escaped(subject)}</title></head><body>${body.join('')}</body></html>`
  return { to, subject, text: `${text}\n`, html }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => entities[char] ?? char)
