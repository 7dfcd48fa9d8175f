/**
 * Access log: one line for each request, after its answer; of one that flows, after its end. The route stands for the path,
 * since a path can hold a secret.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { AppEnv, FlowEnd } from '../gateway/context.ts'

export const accessLog = () =>
  createMiddleware<AppEnv>(async function accessLog(c, next) {
    const start = performance.now()
    await next()
    const { status } = c.res
    const flow = c.get('flow')
    if (flow) void flow.then((end) => writeLine(c, status, start, end))
    else writeLine(c, status, start)
  })

function writeLine(c: Context<AppEnv>, status: number, start: number, end: FlowEnd = 'whole') {
  const client = c.get('client')
  const actor = c.get('actor')
  const broken = status >= 500 || end === 'broken'
  c.get('ports').log.write({
    level: broken ? 'error' : 'info',
    action: c.get('endpoint')?.action ?? 'http.unrouted',
    result: broken || end === 'cut' ? 'failure' : status < 400 ? 'success' : 'denied',
    user_id: actor?.kind === 'user' ? actor.id : undefined,
    session_id: actor?.kind === 'user' ? actor.sessionId : undefined,
    ip_address: client.address,
    user_agent: client.userAgent,
    request_id: c.get('requestId'),
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
    detail: details[end],
  })
}

/** A status is sent before anybody knows how it ends. */
const details: Readonly<Record<FlowEnd, string | undefined>> = {
  whole: undefined,
  cut: 'The caller left before the end.',
  broken: 'The answer broke off.',
}
