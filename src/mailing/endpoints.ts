/** What can be asked of an invoice's mails. */
import * as z from 'zod'
import { AppError } from '../core/errors.ts'
import { uuid } from '../core/text.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { pageQuery, pageShape } from '../store/page.ts'
import { takeNews } from './events.ts'
import { nudge } from './jobs.ts'
import { listMails } from './list.ts'
import { resendInvoice, sendInvoice } from './send.ts'
import { mailShape } from './shape.ts'

const { schema: query, parse } = pageQuery

const common = { tag: 'Invoices', limits: ['address'] } as const

/** Somebody else's mailbox is at stake: counted as every other mail is, and not sent where nobody can count. */
const sent = {
  ...common,
  method: 'POST',
  output: { status: 202, description: 'It waits to be sent.', body: mailShape },
  problems: ['not-found', 'conflict'],
  access: { permission: 'domain:invoices:send' },
  limits: ['address', 'mail'],
  idempotent: true,
} as const

export const mailingEndpoints: readonly Endpoint[] = [
  endpoint({
    ...sent,
    path: '/v1/invoices/{id}/send',
    action: 'invoices:send',
    summary: 'Send an invoice to its customer by mail',
    input: { params: z.strictObject({ id: uuid }) },
    async run(call) {
      const reply = await sendInvoice(call, call.input.params.id)
      call.later(() => nudge(call.ports))
      return reply
    },
  }),
  endpoint({
    ...common,
    method: 'GET',
    path: '/v1/invoices/{id}/mails',
    action: 'invoices:mails',
    summary: 'The mails of an invoice, newest first',
    input: { params: z.strictObject({ id: uuid }), query },
    output: {
      status: 200,
      description: 'One page of what was sent, and what became of it.',
      body: z.strictObject({ data: z.array(mailShape), page: pageShape }),
      headers: ['Link'],
    },
    problems: ['not-found', 'invalid-cursor'],
    access: { permission: 'domain:invoices:read' },
    run: (call) => listMails(call, call.input.params.id, parse(call.input.query)),
  }),
  endpoint({
    ...sent,
    path: '/v1/invoices/{id}/mails/{mailId}/resend',
    action: 'invoices:resend',
    summary: 'Send an invoice once more, as a new mail',
    input: { params: z.strictObject({ id: uuid, mailId: uuid }) },
    async run(call) {
      const reply = await resendInvoice(call, call.input.params.id, call.input.params.mailId)
      call.later(() => nudge(call.ports))
      return reply
    },
  }),
  endpoint({
    ...common,
    method: 'POST',
    path: '/v1/mail/events',
    action: 'mail:hear',
    summary: 'For the mail provider alone: what became of a mail',
    tag: 'Mail',
    input: { raw: z.string(), headers: ['svix-id', 'svix-timestamp', 'svix-signature'] },
    output: { status: 204, description: 'It was taken, and need not be told again.' },
    problems: ['malformed', 'not-found'],
    access: 'anyone',
    unrecognised: true,
    async run(call) {
      const { mailer, meter, clock } = call.ports
      if (!mailer.read) throw new AppError('not-found')
      const news = mailer.read(call.input.body, call.input.headers, clock.now())
      if (news) {
        await takeNews(call, news)
        return { status: 204 }
      }
      // Nothing of why: whoever has no secret is told nothing about it.
      meter.count('mail_events_refused_total')
      throw new AppError('malformed')
    },
  }),
]
