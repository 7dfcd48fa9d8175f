/** What a person can open: the front page, the reference, the problems, and in development the mails. */
import * as z from 'zod'
import type { Config } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { version } from '../core/version.ts'
import { openApi } from '../gateway/openapi.ts'
import { freshNonce, pagePolicy } from '../gateway/secure-headers.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { docsPage } from './docs.tsx'
import { homePage } from './home.tsx'
import { mailPage } from './mail.tsx'
import { isProblemCode, problemIndex, problemPage } from './problems.tsx'
import { style, styleVersion } from './style.ts'
import { verifyEmailPage, verifyEmailScript } from './verify-email.tsx'

type About = Pick<Config, 'mode' | 'baseUrl'>

const html = 'text/html; charset=utf-8'
const open = { method: 'GET', access: 'anyone', limits: ['address'], problems: [] } as const

/** Everything of this room. `api` is the rest of the house: what the reference describes beside itself. */
export function consoleEndpoints(api: readonly Endpoint[], about: About): readonly Endpoint[] {
  const pages = verificationEndpoints(about)
  const shown = [...pages, ...documentationEndpoints([...api, ...pages], about)]
  return about.mode === 'development' ? [...shown, ...mailEndpoints] : shown
}

/** The reference and its companions. The document is made at the first request, once. */
export function documentationEndpoints(api: readonly Endpoint[], about: About): readonly Endpoint[] {
  const development = about.mode === 'development'
  const once = <T>(make: () => T) => {
    let made: T | undefined
    return () => {
      made ??= make()
      return made
    }
  }
  const document = once(() => openApi([...api, ...own], { baseUrl: about.baseUrl, version }))
  const docs = once(() => docsPage(document(), { baseUrl: about.baseUrl, development }))

  const own: readonly Endpoint[] = [
    endpoint({
      ...open,
      path: '/',
      action: 'documentation:home',
      summary: 'The front page.',
      tag: 'Documentation',
      input: {},
      output: { status: 200, description: 'A page.', mediaType: html },
      page: true,
      run: async () => ({ body: homePage(about) }),
    }),
    endpoint({
      ...open,
      path: '/docs',
      action: 'documentation:docs',
      summary: 'This reference.',
      tag: 'Documentation',
      input: {},
      output: { status: 200, description: 'A page.', mediaType: html },
      page: true,
      run: async () => ({ body: docs() }),
    }),
    endpoint({
      ...open,
      path: '/openapi.json',
      action: 'documentation:openapi',
      summary: 'This reference as an OpenAPI 3.1 document.',
      tag: 'Documentation',
      input: {},
      output: {
        status: 200,
        description: 'The document.',
        body: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
      },
      run: async () => ({ body: document() }),
    }),
    endpoint({
      ...open,
      path: '/problems',
      action: 'documentation:problems',
      summary: 'Every problem code.',
      tag: 'Documentation',
      input: {},
      output: { status: 200, description: 'A page.', mediaType: html },
      page: true,
      run: async () => ({ body: problemIndex(development) }),
    }),
    endpoint({
      ...open,
      path: '/problems/{code}',
      action: 'documentation:problem',
      summary: 'What a problem means and what to do about it.',
      tag: 'Documentation',
      input: { params: z.strictObject({ code: z.string().max(64).meta({ example: 'validation' }) }) },
      output: { status: 200, description: 'A page.', mediaType: html },
      page: true,
      async run({ input: { params } }) {
        if (!isProblemCode(params.code)) throw new AppError('not-found')
        return { body: problemPage(params.code, development) }
      },
    }),
    endpoint({
      ...open,
      path: '/assets/holdfast.css',
      action: 'documentation:style',
      summary: 'The stylesheet of these pages.',
      tag: 'Documentation',
      input: { query: z.strictObject({ v: z.string().max(16).optional().describe('Its fingerprint.') }) },
      output: { status: 200, description: 'A stylesheet.', mediaType: 'text/css; charset=utf-8' },
      async run({ input: { query } }) {
        const kept = query.v === styleVersion() ? 'public, max-age=31536000, immutable' : 'no-cache'
        return { body: style, headers: { 'cache-control': kept } }
      },
    }),
  ]
  return own
}

/** Where the link of a verification mail leads. */
export const verificationEndpoints = ({ mode, baseUrl }: About): readonly Endpoint[] => [
  endpoint({
    ...open,
    path: '/verify-email',
    action: 'auth:verify-email-page',
    summary: 'What the link in a verification mail opens; it consumes nothing.',
    tag: 'Auth',
    input: { query: z.strictObject({ token: z.string().max(200).optional() }) },
    output: { status: 200, description: 'A page with a button.', mediaType: html },
    page: true,
    async run() {
      const nonce = freshNonce()
      return {
        body: verifyEmailPage(baseUrl, mode === 'development', nonce),
        headers: { 'content-security-policy': pagePolicy(nonce) },
        secret: true,
      }
    },
  }),
  endpoint({
    ...open,
    path: '/assets/verify-email.js',
    action: 'auth:verify-email-script',
    summary: 'The script of that page.',
    tag: 'Auth',
    input: {},
    output: { status: 200, description: 'A script.', mediaType: 'text/javascript; charset=utf-8' },
    run: async () => ({ body: verifyEmailScript }),
  }),
]

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
    ...open,
    path: '/dev/mail',
    action: 'development:mail',
    summary: 'The mails that would have been sent, as a page.',
    tag: 'Development',
    input: {},
    output: { status: 200, description: 'A page.', mediaType: html },
    page: true,
    run: async ({ ports }) => ({ body: mailPage(await outgoing(ports.mailer)), secret: true }),
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
