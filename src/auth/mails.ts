/** What our mails say. They hold nothing a stranger could have typed: a mail from us must never carry another's words. */
import type { Mail } from '../ports/mailer.ts'
import { compose, type Part } from './mail-form.ts'

interface Notice {
  readonly subject: string
  readonly parts: (baseUrl: string) => readonly Part[]
}

const notYou = (baseUrl: string): readonly Part[] => [
  'If that was not you, set a new password at once; it ends all sessions:',
  { link: `${baseUrl}/forgot-password` },
]

/** What happened, and what to do if it was somebody else. */
const notices = {
  'already-registered': {
    subject: 'You already have an account',
    parts: (baseUrl) => [
      'Someone, perhaps you, tried to register with this address. It already has an account, and nothing was changed.',
      'If it was you, simply sign in:',
      { link: `${baseUrl}/sign-in` },
      'If it was not you, you need do nothing.',
    ],
  },
  'new-sign-in': {
    subject: 'A new sign-in to your account',
    parts: (baseUrl) => [
      'Your account was signed in to from a device that is new to us.',
      ...notYou(baseUrl),
    ],
  },
  'password-changed': {
    subject: 'Your password was changed',
    parts: (baseUrl) => ['The password of your account was changed.', ...notYou(baseUrl)],
  },
  'password-stopped': {
    subject: 'Your password was stopped',
    parts: (baseUrl) => [
      'A hundred wrong passwords were tried for your account, one after the other. The password opens nothing any more until you set a new one:',
      { link: `${baseUrl}/forgot-password` },
      'Passkeys and open sessions go on working.',
    ],
  },
  'factor-added': {
    subject: 'A second factor was added',
    parts: (baseUrl) => ['Signing in to your account now takes a second factor.', ...notYou(baseUrl)],
  },
  'factor-removed': {
    subject: 'A second factor was removed',
    parts: (baseUrl) => ['A second factor was removed from your account.', ...notYou(baseUrl)],
  },
  'recovery-codes-changed': {
    subject: 'New recovery codes',
    parts: (baseUrl) => [
      'New recovery codes were made for your account; the old ones are worth nothing now.',
      ...notYou(baseUrl),
    ],
  },
  'recovery-code-used': {
    subject: 'A recovery code was used',
    parts: (baseUrl) => ['A recovery code was used to sign in to your account.', ...notYou(baseUrl)],
  },
  'passkey-added': {
    subject: 'A passkey was added',
    parts: (baseUrl) => ['A passkey was added to your account.', ...notYou(baseUrl)],
  },
  'passkey-removed': {
    subject: 'A passkey was removed',
    parts: (baseUrl) => ['A passkey was removed from your account.', ...notYou(baseUrl)],
  },
  'api-key-created': {
    subject: 'An API key was made',
    parts: (baseUrl) => [
      'An API key was made for your account.',
      ...notYou(baseUrl),
      'Then sign in and revoke the key: a new password does not end it.',
    ],
  },
  'identity-linked': {
    subject: 'A new way to sign in',
    parts: (baseUrl) => ['Your account can now be signed in to with another provider.', ...notYou(baseUrl)],
  },
  'identity-removed': {
    subject: 'A way to sign in was removed',
    parts: (baseUrl) => [
      'A provider was removed from your account: it signs in nobody any more, and all other sessions have ended.',
      ...notYou(baseUrl),
    ],
  },
} satisfies Readonly<Record<string, Notice>>

export type NoticeName = keyof typeof notices

export const isNotice = (template: unknown): template is NoticeName =>
  Object.hasOwn(notices, String(template))

export function noticeMail(name: NoticeName, to: string, baseUrl: string): Mail {
  const { subject, parts } = notices[name]
  return compose(to, subject, parts(baseUrl))
}

/** Says when it was registered: of several mails the owner of the address can tell which one is his. */
export function verifyMail(to: string, baseUrl: string, token: string, registeredAt: Date): Mail {
  const when = registeredAt.toISOString().slice(0, 16).replace('T', ' ')
  return compose(to, 'Please confirm your email address', [
    'Welcome to Holdfast.',
    'Please confirm that this address is yours by opening this link within 24 hours:',
    { link: `${baseUrl}/verify-email?token=${token}` },
    `The password will be the one that was chosen on ${when} UTC.`,
    'If that was not you, do not open the link: without it, nothing happens.',
  ])
}

export function resetMail(to: string, baseUrl: string, token: string): Mail {
  return compose(to, 'Set a new password', [
    'Someone, perhaps you, asked for a new password for your account. Open this link within an hour to set one:',
    { link: `${baseUrl}/reset-password?token=${token}` },
    'If it was not you, you need do nothing: your password stays as it is.',
  ])
}
