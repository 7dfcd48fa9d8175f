/**
 * Shed: can this process take one more? Past its cap it says 503 at once rather than queue without end.
 *
 * Outside of the deadline, so that what never ends does not keep its place for ever.
 * What matters least goes first (health > auth > writes > reads > exports), each class by a lower share of the cap.
 * An answer that flows is in flight until it has ended, so that few who read slowly leave room for all the others.
 */
import { createMiddleware } from 'hono/factory'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './context.ts'

export const shed = (cap: number) => {
  let inFlight = 0
  return createMiddleware<AppEnv>(async function shed(c, next) {
    if (inFlight >= cap * share(c.req.method, c.req.path)) {
      const { count, windowSeconds } = c.get('ports').config.limits.address
      c.get('ports').meter.count('http_shed_total')
      throw new AppError('unavailable', 'The service is at its limit. Please try again.', {
        headers: {
          'retry-after': '1',
          // A saturated server may lower what it offers (draft-ietf-httpapi-ratelimit-headers §6.5).
          'ratelimit-policy': `"address";q=${count};w=${windowSeconds}`,
          ratelimit: '"address";r=0;t=1',
        },
      })
    }
    const leave = () => {
      inFlight--
    }
    inFlight++
    try {
      await next()
    } finally {
      const flow = c.get('flow')
      if (flow) void flow.then(leave)
      else leave()
    }
  })
}

function share(method: string, path: string) {
  if (path === '/livez' || path === '/readyz' || path === '/metrics') return Number.POSITIVE_INFINITY
  if (path.startsWith('/v1/auth/')) return 1
  if (path.endsWith('/export')) return 0.1
  return method === 'GET' || method === 'HEAD' ? 0.8 : 0.95
}
