/** What a person can open: the front page, the reference, the problems, the pages of the account, and in development the mails. */
import * as z from 'zod'
import type { OwnData } from '../auth/own-data.ts'
import type { Config } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import { version } from '../core/version.ts'
import { openApi } from '../gateway/openapi.ts'
import { type Call, type Endpoint, endpoint, type Reply } from '../ports/endpoint.ts'
import { accountPages } from './account.tsx'
import { factorPages } from './account-factors.tsx'
import { apiKeyPages } from './api-keys.tsx'
import { assets } from './assets.ts'
import { docsPage } from './docs.tsx'
import { homePage } from './home.tsx'
import { identityPages } from './identities.tsx'
import { invoicePages } from './invoice-pages.tsx'
import { leavingPages } from './leaving.tsx'
import { mailEndpoints } from './mail-endpoints.ts'
import { html, open, shown } from './opened.ts'
import { passkeyWays } from './passkey-ways.ts'
import { passkeyPages } from './passkeys.tsx'
import { passwordPages } from './password-pages.tsx'
import { paymentPages } from './payment-return.tsx'
import { isProblemCode, problemIndex, problemPage } from './problems.tsx'
import { reauthenticationPages } from './reauthenticate.tsx'
import { registrationPages } from './register.tsx'
import { secondFactorPages } from './second-factor.tsx'
import { signInPages } from './sign-in.tsx'
import { verificationPages } from './verify-email.tsx'
import { type Visitor, visitorOf } from './visitor.ts'

type About = Pick<Config, 'mode' | 'baseUrl' | 'passwordMinLength'>

/** What lies above this room, as far as pages speak of it. */
interface Domain {
  readonly entities: readonly string[]
  readonly ownData: readonly OwnData[]
}

/** Everything of this room. `api` is the rest of the house: what the reference describes beside itself. */
export function consoleEndpoints(
  api: readonly Endpoint[],
  about: About,
  domain: Domain,
): readonly Endpoint[] {
  const development = about.mode === 'development'
  const pages = [
    ...signInPages(development),
    ...registrationPages(development, about),
    ...verificationPages(development),
    ...passwordPages(development, about),
    ...accountPages(development),
    ...reauthenticationPages(development),
    ...secondFactorPages(development),
    ...factorPages(development),
    ...passkeyPages(development),
    ...passkeyWays(development),
    ...identityPages(development),
    ...apiKeyPages(development, domain.entities),
    ...leavingPages(development, domain.ownData),
    ...paymentPages(development),
    ...invoicePages(development),
  ]
  const all = [...pages, ...documentationEndpoints(api, about, pages)]
  return development ? [...all, ...mailEndpoints] : all
}

/** The reference and its companions. The document is made at the first request, once. */
export function documentationEndpoints(
  api: readonly Endpoint[],
  about: About,
  pages: readonly Endpoint[],
): readonly Endpoint[] {
  const development = about.mode === 'development'
  const once = <T>(make: () => T) => {
    let made: T | undefined
    return () => {
      made ??= make()
      return made
    }
  }
  const document = once(() => openApi([...api, ...own, ...pages], { baseUrl: about.baseUrl, version }))
  const docs = once(() => docsPage(document(), { baseUrl: about.baseUrl, development, visitor: undefined }))
  const docsInside = once(() =>
    docsPage(document(), { baseUrl: about.baseUrl, development, visitor: marker }),
  )

  const own: readonly Endpoint[] = [
    endpoint({
      ...shown,
      path: '/',
      action: 'documentation:home',
      summary: 'The front page.',
      tag: 'Documentation',
      input: {},
      output: { status: 200, description: 'A page.', mediaType: html },
      run: async (call) => seenBy(call, (visitor) => homePage({ ...about, visitor })),
    }),
    endpoint({
      ...shown,
      path: '/docs',
      action: 'documentation:docs',
      summary: 'This reference.',
      tag: 'Documentation',
      input: {},
      output: { status: 200, description: 'A page.', mediaType: html },
      run: async (call) =>
        seenBy(call, (visitor) => (visitor ? docsInside().replaceAll(marker.csrf, visitor.csrf) : docs())),
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
      ...shown,
      path: '/problems',
      action: 'documentation:problems',
      summary: 'Every problem code.',
      tag: 'Documentation',
      input: {},
      output: { status: 200, description: 'A page.', mediaType: html },
      run: async (call) => seenBy(call, (visitor) => problemIndex({ development, visitor })),
    }),
    endpoint({
      ...shown,
      path: '/problems/{code}',
      action: 'documentation:problem',
      summary: 'What a problem means and what to do about it.',
      tag: 'Documentation',
      input: { params: z.strictObject({ code: z.string().max(64).meta({ example: 'validation' }) }) },
      output: { status: 200, description: 'A page.', mediaType: html },
      async run(call) {
        const { code } = call.input.params
        if (!isProblemCode(code)) throw new AppError('not-found')
        return seenBy(call, (visitor) => problemPage(code, { development, visitor }))
      },
    }),
    ...assets,
  ]
  return own
}

/** Where the token will stand in a page that is made once for everybody. */
const marker: Visitor = { csrf: 'csrf-of-this-visitor', role: undefined }

/** Nobody keeps a page with somebody's bar. */
function seenBy(
  call: Pick<Call, 'actor' | 'credential' | 'ports'>,
  make: (visitor: Visitor | undefined) => string,
): Reply {
  const visitor = visitorOf(call)
  return { body: make(visitor), secret: visitor !== undefined }
}
