/**
 * CORS: which other origins may read this answer? None but the exact ones in CORS_ORIGINS.
 *
 * A preflight is answered at the end of the pipeline (see `unrouted`), so that it is limited like everything else.
 */
import type { MiddlewareHandler } from 'hono'
import { cors as honoCors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './context.ts'

const exposed = [
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
    origin: (origin) => (origins.includes(origin) ? origin : null),
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
  const apply = policy(origins)
  return createMiddleware<AppEnv>(async function cors(c, next) {
    if (c.req.method === 'OPTIONS' || origins.length === 0) return next()
    return apply(c, next)
  })
}

/** The headers of a preflight's answer; none for an origin that is not on the list. */
export async function preflight(
  c: Parameters<MiddlewareHandler>[0],
  origins: readonly string[],
): Promise<Headers> {
  const answer = await policy(origins)(c, async () => {})
  return new Headers(answer instanceof Response ? answer.headers : undefined)
}
