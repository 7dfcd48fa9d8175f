import { afterEach, describe, expect, test } from 'vitest'
import { smtp } from '../../../src/drivers/mail/smtp.ts'
import { isRefused } from '../../../src/ports/mailer.ts'
import { aMail, mailerContract } from '../../contracts/mailer.ts'
import { openSmtpServer, readMail, type SmtpBehaviour, type SmtpServer } from './smtp-server.ts'

const from = 'Holdfast <no-reply@holdfast.example>'
const servers: SmtpServer[] = []

async function open(behaviour?: SmtpBehaviour, timeoutMs = 2_000) {
  const server = await openSmtpServer(behaviour)
  servers.push(server)
  return { server, mailer: smtp({ url: `smtp://127.0.0.1:${server.port}`, from, timeoutMs }) }
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

mailerContract('smtp', async () => {
  const { server, mailer } = await open()
  return {
    mailer,
    delivered: async () =>
      server.received
        .map(({ raw, recipients }) => {
          const { headers, text, html } = readMail(raw)
          return {
            to: recipients.join(' '),
            subject: headers.subject ?? '',
            text: text.trimEnd(),
            html: html.trimEnd(),
          }
        })
        .reverse(),
  }
})

describe('mail over SMTP', () => {
  test('says who sends, and names every attempt at one mail alike', async () => {
    const { server, mailer } = await open()
    await mailer.send(aMail(), 'outbox 7')
    await mailer.send(aMail(), 'outbox 7')
    await mailer.send(aMail(), 'outbox 8')
    const mails = server.received.map(({ raw }) => readMail(raw).headers)
    expect(mails[0]?.from).toBe(from)
    expect(mails[0]?.['message-id']).toMatch(/^<[0-9a-f]{40}@holdfast\.example>$/)
    expect(mails[1]?.['message-id']).toBe(mails[0]?.['message-id'])
    expect(mails[2]?.['message-id']).not.toBe(mails[0]?.['message-id'])
  })

  // 5yz to the recipient or the message is for good; to the sender it speaks of our settings, and 4yz of the moment.
  test.each<[string, SmtpBehaviour, string, boolean]>([
    ['a refused recipient', { recipient: '550 no such user ada@example.com' }, '550', true],
    ['a refused message', { message: '554 not wanted by ada@example.com' }, '554', true],
    ['a refused sender', { sender: '530 log in first' }, '530', false],
    ['a server that is busy', { recipient: '451 try later' }, '451', false],
    ['a server that is busy with the message', { message: '452 no room' }, '452', false],
    ['a server that says nothing', { mute: true }, 'ETIMEDOUT', false],
  ])(
    'throws for %s, says whether to try again, and names nobody',
    async (_what, behaviour, code, refused) => {
      const { mailer } = await open(behaviour, 300)
      const error = await mailer.send(aMail(), 'x').catch((thrown: Error) => thrown)
      expect(error).toMatchObject({ name: 'MailError', code, refused })
      expect(isRefused(error)).toBe(refused)
      expect(`${(error as Error).stack}`).not.toContain('ada@')
      expect((error as Error).cause).toBeUndefined()
    },
  )

  test('throws where nobody listens', async () => {
    const mailer = smtp({ url: 'smtp://127.0.0.1:1', from })
    await expect(mailer.send(aMail(), 'x')).rejects.toMatchObject({ name: 'MailError', code: 'ESOCKET' })
  })

  test('opens no file and no address that a mail names [V1.3.6]', async () => {
    const { server, mailer } = await open()
    const text = { path: '/etc/hostname' } as unknown as string
    await expect(mailer.send(aMail({ text }), 'x')).rejects.toMatchObject({ name: 'MailError' })
    expect(server.received).toHaveLength(0)
  })
})
