import { describe, expect, test } from 'vitest'
import type { Mail, Mailer } from '../../src/ports/mailer.ts'

/** A mail as it reached the other side. */
export interface Delivered {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

export interface MailerSubject {
  readonly mailer: Mailer
  /** What arrived, newest first; for drivers with `outgoing` that is what it says. */
  delivered(): Promise<readonly Delivered[]>
}

export const aMail = (overrides: Partial<Mail> = {}): Mail => ({
  to: 'ada@example.com',
  subject: 'Please verify your address',
  text: 'Open https://example.com/verify#token=abc\nThank you.',
  html: '<p>Open <a href="https://example.com/verify#token=abc">this</a>.</p>',
  ...overrides,
})

/** Every driver of the port `mailer` passes this. */
export function mailerContract(driver: string, open: () => Promise<MailerSubject>) {
  describe(`mailer: ${driver}`, () => {
    test('delivers a mail as it is, newest first', async () => {
      const { mailer, delivered } = await open()
      await mailer.send(aMail({ subject: 'First' }), 'one')
      await mailer.send(aMail({ subject: 'Второе 🐎' }), 'two')
      expect(await delivered()).toMatchObject([aMail({ subject: 'Второе 🐎' }), aMail({ subject: 'First' })])
    })

    test.each([
      ['a line break in the subject', { subject: 'Hello\r\nBcc: eve@example.com' }],
      ['a line break in the address', { to: 'ada@example.com\r\nRCPT TO:<eve@example.com>' }],
      ['a list of addresses', { to: 'ada@example.com, eve@example.com' }],
    ])('never makes more of %s than one mail to one address', async (_what, overrides) => {
      const { mailer, delivered } = await open()
      await mailer.send(aMail(overrides), 'odd').catch(() => {})
      const mails = await delivered()
      expect(mails.length).toBeLessThanOrEqual(1)
      for (const { to } of mails) expect(to).not.toBe('eve@example.com')
    })
  })
}
