/** A page of one's own account that shows what there is, with buttons; what has fields is a `formPage`. */
import * as z from 'zod'
import { line } from '../core/text.ts'
import { type Access, type Call, type Endpoint, endpoint, type Reply } from '../ports/endpoint.ts'
import { Layout, page } from './layout.tsx'
import { html } from './opened.ts'
import { refusedPlainly } from './refused.tsx'
import { type Visitor, visitorOf } from './visitor.ts'

export interface Own {
  readonly visitor: Visitor | undefined
  /** What was just done, in the word of the address that one was led on to. */
  readonly done: string
}

export interface OwnPage {
  readonly path: `/${string}`
  readonly name: string
  readonly title: string
  readonly access: Access
  readonly load: (call: Call, own: Own) => Promise<ReturnType<typeof Layout>>
}

export const ownPage = (development: boolean, { path, name, title, access, load }: OwnPage): Endpoint =>
  endpoint({
    method: 'GET',
    path,
    action: `pages:${name}`,
    summary: `The page «${title}»`,
    tag: 'Pages',
    input: { query: z.strictObject({ done: line({ max: 40 }).optional() }) },
    output: { status: 200, description: 'A page.', mediaType: html },
    problems: [],
    access,
    limits: ['address'],
    page: true,
    refused: refusedPlainly(development, access),
    async run(call) {
      const visitor = visitorOf(call)
      const content = await load(call as Call, { visitor, done: call.input.query.done ?? '' })
      const body = page(
        <Layout title={title} at="account" development={development} visitor={visitor}>
          {content}
        </Layout>,
      )
      return { body, secret: true }
    },
  })

/** The answer to a button that makes something which is shown this once. */
export function toldOnce(
  development: boolean,
  call: Pick<Call, 'actor' | 'credential' | 'ports'>,
  title: string,
  show: (visitor: Visitor | undefined) => ReturnType<typeof Layout>,
): Reply {
  const visitor = visitorOf(call)
  const body = page(
    <Layout title={title} at="account" development={development} visitor={visitor}>
      {show(visitor)}
    </Layout>,
  )
  return { status: 200, body, secret: true }
}

/** The way back, above the heading. */
export const Back = () => (
  <p class="kicker">
    <a href="/account">Your account</a>
  </p>
)
