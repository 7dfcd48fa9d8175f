/** Where an invoice can be read and printed: behind the link in a mail, and by its owner. */
import * as z from 'zod'
import { readToken } from '../auth/tokens.ts'
import { ownerOf } from '../business/scope.ts'
import { AppError } from '../core/errors.ts'
import { line, uuid } from '../core/text.ts'
import { letterByLink, letterForOwner } from '../mailing/letter.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { invoicePage } from './invoice.tsx'
import { Layout, page } from './layout.tsx'
import { html } from './opened.ts'

const sheet = {
  status: 200,
  description: 'The invoice, as a page to be printed.',
  mediaType: html,
  headers: ['X-Robots-Tag'],
} as const

/** What a search engine should find by it: nothing. */
const unlisted = { 'x-robots-tag': 'noindex, nofollow, noarchive' }

export const invoicePages = (development: boolean): readonly Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/invoice',
    action: 'pages:invoice',
    summary: 'The page «Invoice», behind the link in a mail',
    tag: 'Pages',
    input: { query: z.strictObject({ token: line({ max: 200 }).optional() }) },
    output: sheet,
    problems: ['not-found'],
    access: 'anyone',
    // Who looks is nobody's business: the link alone opens it.
    unrecognised: true,
    limits: ['address'],
    page: true,
    refused: ({ code }) =>
      code === 'validation' || code === 'not-found' ? deadLink(development) : undefined,
    async run(call) {
      const hash = readToken(call.input.query.token ?? '', 'i')
      const letter = hash && (await letterByLink(call, hash))
      if (!letter) return deadLink(development)
      return { body: invoicePage(letter), headers: unlisted, secret: true }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/invoices/{id}/print',
    action: 'invoices:print',
    summary: 'Read an invoice as a page to be printed',
    tag: 'Invoices',
    input: { params: z.strictObject({ id: uuid }) },
    output: sheet,
    problems: ['not-found'],
    access: { permission: 'domain:invoices:read' },
    limits: ['address'],
    page: true,
    async run(call) {
      const letter = await letterForOwner(call, call.input.params.id, ownerOf(call.actor))
      if (!letter) throw new AppError('not-found')
      return { body: invoicePage(letter), headers: unlisted, secret: true }
    },
  }),
]

/** One page for a link that never was, one that is over and one that was ended: it tells nobody which. */
function deadLink(development: boolean) {
  const body = page(
    <Layout title="Nothing here" at="none" development={development}>
      <main id="main" class="column narrow">
        <h1>There is nothing here</h1>
        <p class="lead">
          This link opens no invoice, or does not any more. Please open the link in the newest mail, or ask
          whoever sent it for another one.
        </p>
      </main>
    </Layout>,
  )
  return { status: 404, body, headers: unlisted, secret: true }
}
