/**
 * CORS: which other origins may read this answer? None but the exact ones in CORS_ORIGINS.
 *
 * A preflight is answered at the end of the pipeline (see `unrouted`), so that it is limited like everything else.
 */
import type { Context, MiddlewareHandler } from 'hono'
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
  const apply = policy(origins)
  return createMiddleware<AppEnv>(async function cors(c, next) {
    if (origins.length > 0 && !isListed(c, origins)) c.header('vary', 'Origin', { append: true })
    if (c.req.method === 'OPTIONS' || !isListed(c, origins)) return next()
    return apply(c, next)
  })
}

/** The headers of a preflight's answer; none for an origin that is not on the list. */
export async function preflight(c: Context, origins: readonly string[]): Promise<Headers> {
  if (!isListed(c, origins)) return new Headers()
  const answer = await policy(origins)(c, async () => {})
  return new Headers(answer instanceof Response ? answer.headers : undefined)
}

const isListed = (c: Context, origins: readonly string[]) => origins.includes(c.req.header('origin') ?? '')
