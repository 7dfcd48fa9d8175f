/** Secure headers: what may a browser do with this answer? Nothing, unless it is one of our pages. */
import { createMiddleware } from 'hono/factory'
import { secureHeaders as honoSecureHeaders, NONCE } from 'hono/secure-headers'
import type { AppEnv } from './context.ts'

const shared = {
  // Two years: Hono's default is half of it.
  strictTransportSecurity: 'max-age=63072000; includeSubDomains',
  crossOriginResourcePolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin',
  referrerPolicy: 'no-referrer',
  permissionsPolicy: Object.fromEntries(
    [
      'accelerometer',
      'camera',
      'geolocation',
      'gyroscope',
      'magnetometer',
      'microphone',
      'payment',
      'usb',
    ].map((name) => [name, []]),
  ),
} as const

const closed = {
  defaultSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
}

const forAnswers = honoSecureHeaders({ ...shared, contentSecurityPolicy: closed })
const forPages = honoSecureHeaders({
  ...shared,
  contentSecurityPolicy: {
    ...closed,
    styleSrc: ["'self'", NONCE],
    scriptSrc: [NONCE],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    objectSrc: ["'none'"],
  },
})

export const secureHeaders = () =>
  createMiddleware<AppEnv>(async function secureHeaders(c, next) {
    await next()
    // Which policy fits is known only once a route was found, so both are applied on the way out.
    const apply = c.var.endpoint?.page ? forPages : forAnswers
    await apply(c, async () => {})
  })
