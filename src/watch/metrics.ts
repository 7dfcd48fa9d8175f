/** Metrics: how many, how long, with what result. Labels come from the endpoint list, never from the request. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../gateway/context.ts'

export const metrics = () =>
  createMiddleware<AppEnv>(async function metrics(c, next) {
    const { meter } = c.get('ports')
    const start = performance.now()
    await next()
    const endpoint = c.get('endpoint')
    const labels = {
      method: endpoint?.method ?? 'other',
      route: endpoint?.path ?? 'unrouted',
      status: String(c.res.status),
    }
    meter.count('http_requests_total', labels)
    meter.observe('http_request_duration_seconds', (performance.now() - start) / 1000, {
      route: labels.route,
      method: labels.method,
    })
  })
