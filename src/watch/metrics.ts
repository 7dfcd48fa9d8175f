/** Metrics: how many, how long until the answer begins, with what result. Labels come from the endpoint list, never from the request. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../gateway/context.ts'
import type { Labels } from '../ports/meter.ts'

export const metrics = () => {
  // The same few come again and again: a method and a route, and each of their statuses.
  const routes = new Map<object | undefined, Route>()
  return createMiddleware<AppEnv>(async function metrics(c, next) {
    const { meter } = c.get('ports')
    const start = performance.now()
    await next()
    const endpoint = c.get('endpoint')
    const route = routes.get(endpoint) ?? routeOf(endpoint)
    routes.set(endpoint, route)
    meter.count('http_requests_total', answered(route, c.res.status))
    meter.observe('http_request_duration_seconds', (performance.now() - start) / 1000, route.labels)
    void c.get('flow')?.then((end) => meter.count('http_flows_total', { ...route.labels, end }))
  })
}

interface Route {
  readonly labels: Labels
  readonly statuses: Map<number, Labels>
}

function routeOf(endpoint: { readonly method: string; readonly path: string } | undefined): Route {
  const labels = { route: endpoint?.path ?? 'unrouted', method: endpoint?.method ?? 'other' }
  return { labels, statuses: new Map() }
}

function answered({ labels, statuses }: Route, status: number): Labels {
  const known = statuses.get(status) ?? { ...labels, status: String(status) }
  statuses.set(status, known)
  return known
}
