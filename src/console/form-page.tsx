/**
 * A page with a form: GET shows it and changes nothing, POST does what it says and leads on (303), or shows the page again
 * with what was wrong beside its field. It works with scripts off; what it does is a verb of the API, never one of its own.
 */
import type { z } from 'zod'
import { clearedSessionCookie } from '../auth/cookie.ts'
import type { ProblemCode } from '../core/errors.ts'
import { freshNonce, pagePolicy } from '../gateway/secure-headers.ts'
import type { Access, Call, Endpoint, LimitName, Refusal, Reply } from '../ports/endpoint.ts'
import { endpoint } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import { Layout, type Place, page } from './layout.tsx'
import { html } from './opened.ts'
import { sentenceOf } from './refusal-texts.ts'
import { elsewhere, refusedPlainly } from './refused.tsx'
import { scriptSrc } from './script.ts'
import { hasDeadCookie, type Visitor, visitorOf } from './visitor.ts'

/** What a form knows while it is drawn. */
export interface View {
  readonly visitor: Visitor | undefined
  /** What was typed, or came with the link; unchecked. */
  readonly typed: Readonly<Record<string, string>>
  /** What is wrong, by field. */
  readonly faults: Readonly<Record<string, string>>
  /** What is wrong as a whole. */
  readonly trouble: string | undefined
  readonly ports: Ports
}

type Fields = z.ZodType<Record<string, unknown>>

/** POST alone: a button on another page. */
export interface Press<F extends Fields> {
  readonly path: `/${string}`
  /** `sign-in` for the action `pages:sign-in`. */
  readonly name: string
  readonly summary: string
  readonly access: Access
  readonly limits: readonly LimitName[]
  readonly form: F
  /** Pressed twice, it is done once; its `Form` says so, too. */
  readonly once?: boolean
  /** Media type of what it shows (200) where it does not lead on. */
  readonly shows?: string
  readonly problems?: readonly ProblemCode[]
  readonly headers?: readonly string[]
  readonly send: (call: Call<Record<string, never>, Record<string, never>, z.output<F>>) => Promise<Reply>
}

export interface FormPage<Q extends Fields, F extends Fields> extends Press<F> {
  readonly title: string
  readonly at: Place
  readonly query: Q
  /** An answer in place of the form, for who need not fill it in. */
  readonly instead?: (call: Call<unknown, z.output<Q>>) => Reply | undefined
  /** What the form starts with. */
  readonly filled?: (call: Call) => Promise<Readonly<Record<string, string>>>
  readonly show: (view: View) => ReturnType<typeof Layout>
}

export function formPage<Q extends Fields, F extends Fields>(
  development: boolean,
  one: FormPage<Q, F>,
): readonly Endpoint[] {
  const { path, name, access, summary, title } = one
  const shows = endpoint({
    method: 'GET',
    path,
    action: `pages:show-${name}`,
    summary: `The page «${title}»`,
    tag: 'Pages',
    input: { query: one.query },
    output: { status: 200, description: `A page with a form: ${summary.toLowerCase()}.`, mediaType: html },
    problems: [],
    access,
    limits: ['address'],
    page: true,
    refused: refusedPlainly(development, access),
    async run(call) {
      const instead = one.instead?.(call)
      if (instead) return instead
      const asked = Object.entries(call.input.query).map(([key, value]) => [key, String(value ?? '')])
      const typed = { ...(await one.filled?.(call as Call)), ...Object.fromEntries(asked) }
      return drawn(development, one, {
        visitor: visitorOf(call),
        typed,
        faults: {},
        trouble: undefined,
        ports: call.ports,
      })
    },
  })
  const sends = press(development, one, path, (refusal) => drawnAgain(development, one, refusal))
  return [shows, sends]
}

/** `back` is the page the button is on; `otherwise` says what is wrong where nobody has to be led elsewhere first. */
export function press<F extends Fields>(
  development: boolean,
  { path, name, summary, access, limits, form, once, shows, problems = [], headers = [], send }: Press<F>,
  back: string,
  otherwise: (refusal: Refusal) => Reply = refusedPlainly(development, access, back),
): Endpoint {
  return endpoint({
    method: 'POST',
    path,
    action: `pages:${name}`,
    summary,
    tag: 'Pages',
    input: { form },
    output: {
      status: 303,
      description: 'Done; leads on.',
      headers: ['Location', 'Set-Cookie', ...headers],
      ...(shows && { mediaType: shows }),
    },
    problems,
    access,
    limits,
    idempotent: once ?? false,
    page: true,
    refused: (refusal) => elsewhere(refusal, access, back) ?? otherwise(refusal),
    run: send,
  })
}

function drawn<Q extends Fields, F extends Fields>(
  development: boolean,
  { title, at, show }: FormPage<Q, F>,
  view: View,
): Reply {
  const nonce = freshNonce()
  const body = page(
    <Layout
      title={view.trouble ? `Not yet: ${title}` : title}
      at={at}
      development={development}
      visitor={view.visitor}
      script={{ src: scriptSrc(), nonce }}
    >
      {show(view)}
    </Layout>,
  )
  return { body, headers: { 'content-security-policy': pagePolicy(nonce) }, secret: true }
}

function drawnAgain<Q extends Fields, F extends Fields>(
  development: boolean,
  one: FormPage<Q, F>,
  refusal: Refusal,
): Reply {
  const dead = hasDeadCookie(refusal)
  const faults = Object.fromEntries(
    refusal.errors.map(({ pointer, detail }) => [pointer.replace(/^#\//, ''), detail]),
  )
  const trouble = dead ? 'You had been signed out meanwhile. Please send it once more.' : sentenceOf(refusal)
  const visitor = dead ? undefined : visitorOf(refusal)
  const reply = drawn(development, one, {
    visitor,
    typed: refusal.typed,
    faults,
    trouble,
    ports: refusal.ports,
  })
  return dead ? { ...reply, cookies: [clearedSessionCookie()] } : reply
}
