/**
 * Where a payment provider leads people back to: who paid, and who left without. They are customers and have no account here, and
 * what they are told is about no invoice: whether one is paid, the provider says to us and not its page.
 */
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { Layout, page } from './layout.tsx'
import { html, shown } from './opened.ts'
import { visitorOf } from './visitor.ts'

interface Return {
  readonly name: string
  readonly title: string
  readonly text: string
}

const returns: readonly Return[] = [
  {
    name: 'received',
    title: 'Thank you',
    text: 'Your payment is on its way. The invoice counts as paid as soon as it has been confirmed. You may close this page.',
  },
  {
    name: 'left',
    title: 'Nothing was paid',
    text: 'The invoice is still open. You can pay it by the same link as long as that is valid.',
  },
]

export const paymentPages = (development: boolean): readonly Endpoint[] =>
  returns.map(({ name, title, text }) =>
    endpoint({
      ...shown,
      path: `/payments/${name}`,
      action: `payments:${name}`,
      summary: `Where a payment provider leads people back to: ${title.toLowerCase()}`,
      tag: 'Pages',
      input: {},
      output: { status: 200, description: 'A page.', mediaType: html },
      async run(call) {
        const visitor = visitorOf(call)
        const body = page(
          <Layout title={title} at="none" development={development} visitor={visitor}>
            <main id="main" class="column narrow">
              <h1>{title}</h1>
              <p class="lead">{text}</p>
            </main>
          </Layout>,
        )
        return { body, secret: visitor !== undefined }
      },
    }),
  )
