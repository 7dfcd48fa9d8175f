/**
 * The mail itself. It goes to people who have no account here, at the word of somebody who has: so of what the seller typed it
 * carries the name alone, and what was bought stands behind the link.
 */
import { compose } from '../auth/mail-form.ts'
import { readable } from '../core/money.ts'
import type { Mail } from '../ports/mailer.ts'
import type { Letter } from './letter.ts'

export interface Posting {
  readonly to: string
  readonly baseUrl: string
  readonly token: string
  /** Until when the link is good, RFC 3339. */
  readonly expiresAt: string
}

export function invoiceMail(letter: Letter, { to, baseUrl, token, expiresAt }: Posting): Mail {
  const { number, seller, dueOn, status, total, currency } = letter
  const due = status === 'paid' ? '. It is paid' : dueOn ? `, due on ${day(dueOn)}` : ''
  return compose(to, `Invoice ${number} from ${seller}`, [
    `${seller} has sent you invoice ${number}.`,
    `It comes to ${readable({ amount: total, currency })}${due}.`,
    `You can read and print it here until ${day(expiresAt)}:`,
    { link: `${baseUrl}/invoice?token=${token}` },
    'Whoever has this link can read the invoice: please pass it on to those alone who should.',
    `This mail was sent for ${seller}. If you do not know them, you need do nothing.`,
  ])
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** `26 November 2026`, from a date or a moment in UTC. */
export function day(date: string): string {
  const [year, month, dayOfMonth] = date.slice(0, 10).split('-').map(Number)
  return `${dayOfMonth} ${months[(month ?? 1) - 1]} ${year}`
}
