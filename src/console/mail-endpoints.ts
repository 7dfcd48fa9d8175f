/** In development: the mails that would have been sent. */
import * as z from 'zod'
import { AppError } from '../core/errors.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { mailPage } from './mail.tsx'
import { html, open, shown } from './opened.ts'
import { visitorOf } from './visitor.ts'

const sentMail = z.strictObject({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  createdAt: z.iso.datetime(),
})

/** Mounted in development only, and even there only where mails do not leave. */
export const mailEndpoints: readonly Endpoint[] = [
  endpoint({
    ...shown,
    path: '/dev/mail',
    action: 'development:mail',
    summary: 'The mails that would have been sent, as a page.',
    tag: 'Development',
    input: {},
    output: { status: 200, description: 'A page.', mediaType: html },
    async run(call) {
      return { body: mailPage(await outgoing(call.ports.mailer), visitorOf(call)), secret: true }
    },
  }),
  endpoint({
    ...open,
    path: '/dev/mail.json',
    action: 'development:mails',
    summary: 'The mails that would have been sent, newest first.',
    tag: 'Development',
    input: {},
    output: { status: 200, description: 'The mails.', body: z.array(sentMail) },
    run: async ({ ports }) => ({ body: await outgoing(ports.mailer), secret: true }),
  }),
]

function outgoing(mailer: { readonly outgoing?: () => Promise<readonly z.output<typeof sentMail>[]> }) {
  if (!mailer.outgoing) throw new AppError('not-found')
  return mailer.outgoing()
}
