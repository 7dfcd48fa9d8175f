/**
 * Secure headers: what may a browser do with this answer? Nothing, unless it is one of our pages.
 *
 * They are the same for every answer, so Hono is asked for them once; set before the answer is made, they stand on
 * whatever it turns out to be.
 */
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { secureHeaders as honoSecureHeaders } from 'hono/secure-headers'
import { base64url } from '../core/bytes.ts'
import type { HeaderFields } from '../core/headers.ts'
import type { AppEnv } from './context.ts'

const off = [
  'accelerometer',
  'camera',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'payment',
  'usb',
]

const asked = new Hono()
  .use(
    honoSecureHeaders({
      // Two years: Hono's default is half of one.
      strictTransportSecurity: 'max-age=63072000; includeSubDomains',
      crossOriginResourcePolicy: 'same-origin',
      crossOriginOpenerPolicy: 'same-origin',
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      permissionsPolicy: Object.fromEntries(off.map((name) => [name, []])),
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    }),
  )
  .get('/', (c) => c.body(null))

let standing: HeaderFields | undefined

export const secureHeaders = () =>
  createMiddleware<AppEnv>(async function secureHeaders(c, next) {
    standing ??= Object.fromEntries((await asked.request('/')).headers)
    c.set('headers', { ...standing, ...c.get('headers') })
    await next()
  })

export const freshNonce = () => base64url(crypto.getRandomValues(new Uint8Array(16)))

/** A page may load what we serve and what carries this answer's nonce. */
export function pagePolicy(nonce = freshNonce()): string {
  const ours = `'self' 'nonce-${nonce}'`
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${ours}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
  ].join('; ')
}
