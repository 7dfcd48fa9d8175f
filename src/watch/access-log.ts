/** Access log: one line for each request, after its answer. The route stands for the path, since a path can hold a secret. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../gateway/context.ts'

export const accessLog = () =>
  createMiddleware<AppEnv>(async function accessLog(c, next) {
    const ports = c.get('ports')
    const client = c.get('client')
    const requestId = c.get('requestId')
    const start = performance.now()
    await next()
    const { status } = c.res
    const actor = c.get('actor')
    ports.log.write({
      level: status >= 500 ? 'error' : 'info',
      action: c.get('endpoint')?.action ?? 'http.unrouted',
      result: status < 400 ? 'success' : status < 500 ? 'denied' : 'failure',
      user_id: actor?.kind === 'user' ? actor.id : undefined,
      session_id: actor?.kind === 'user' ? actor.sessionId : undefined,
      ip_address: client.address,
      user_agent: client.userAgent,
      request_id: requestId,
      // Nothing that could be read for an id is no id.
      client_request_id:
        c.req
          .header('x-request-id')
          ?.replace(/[^\w.:-]/g, '')
          .slice(0, 64) || undefined,
      method: c.req.method,
      route: c.get('endpoint')?.path,
      status,
      duration_ms: Math.round((performance.now() - start) * 100) / 100,
    })
  })
