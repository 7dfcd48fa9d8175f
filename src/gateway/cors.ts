/**
 * CORS: which other origins may read this answer? None but the exact ones in CORS_ORIGINS.
 *
 * A preflight is answered at the end of the pipeline (see `unrouted`), so that it is limited like everything else.
 */
import { Hono, type MiddlewareHandler } from 'hono'
import { cors as honoCors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import type { HeaderFields } from '../core/headers.ts'
import type { AppEnv } from './context.ts'

const exposed = [
  'Audit-Checkpoint',
  'ETag',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'X-Request-Id',
  'Idempotency-Replayed',
]

function policy(origins: readonly string[]): MiddlewareHandler {
  return honoCors({
    origin: [...origins],
    allowMethods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    allowHeaders: [
      'Authorization',
      'Content-Type',
      'Idempotency-Key',
      'If-Match',
      'If-None-Match',
      'Prefer',
      'X-CSRF-Token',
    ],
    exposeHeaders: exposed,
    credentials: true,
    maxAge: 600,
  })
}

export const cors = (origins: readonly string[]) => {
  // The same for every answer to one origin, so Hono is asked for them once.
  const granted = new Map<string, HeaderFields>()
  return createMiddleware<AppEnv>(async function cors(c, next) {
    if (origins.length === 0) return next()
    const origin = c.req.header('origin') ?? ''
    const headers = c.get('headers')
    headers.vary = 'Origin'
    if (c.req.method !== 'OPTIONS' && origins.includes(origin)) {
      const known = granted.get(origin) ?? (await grantsOf(origins, 'GET', origin))
      granted.set(origin, known)
      Object.assign(headers, known)
    }
    await next()
  })
}

/** The headers of a preflight's answer; none for an origin that is not on the list. */
export async function preflight(origin: string, origins: readonly string[]): Promise<HeaderFields> {
  return origins.includes(origin) ? grantsOf(origins, 'OPTIONS', origin) : {}
}

async function grantsOf(origins: readonly string[], method: string, origin: string): Promise<HeaderFields> {
  const asked = new Hono().use(policy(origins)).get('/', (c) => c.body(null))
  return Object.fromEntries((await asked.request('/', { method, headers: { origin } })).headers)
}
