/** A mailbox as an anchor: once a day a head goes to somebody who only has to keep it. What was sent cannot be called back. */
import type { Anchor } from '../../ports/anchor.ts'
import type { Mailer } from '../../ports/mailer.ts'
import { originOf } from './note-head.ts'

export interface MailedOptions {
  readonly to: string
  readonly mailer: Pick<Mailer, 'send'>
}

export function mailed({ to, mailer }: MailedOptions): Anchor {
  return {
    name: 'mail',
    everySeconds: 86_400,
    async publish({ size, note }, _consistency, signal) {
      signal.throwIfAborted()
      const origin = originOf(note)
      const subject = `Checkpoint of ${origin} at ${size}`
      const told =
        'Keep this mail. Whoever doubts the audit log saves the lines below the rule as FILE and runs: holdfast audit verify --checkpoint FILE'
      const text = `${told}\n\n----\n${note}`
      const html = `<p>${escaped(told)}</p><hr><pre>${escaped(note)}</pre>`
      await mailer.send({ to, subject, text, html }, `audit-checkpoint-${origin}-${size}`)
      return {}
    },
  }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
