/** From OpenAPI's spelling of a path to Hono's, and which methods each has. */
import type { Endpoint } from '../ports/endpoint.ts'

/** `/v1/invoices/{id}` → `/v1/invoices/:id` */
export function routeOf({ path, rest }: Pick<Endpoint, 'path' | 'rest'>): string {
  const route = path.replaceAll(/\{(\w+)\}/g, ':$1')
  return rest ? `${route}{.+}` : route
}

export function methodsByRoute(endpoints: readonly Endpoint[]): Map<string, string[]> {
  const methods = new Map<string, string[]>()
  for (const endpoint of endpoints) {
    const route = routeOf(endpoint)
    methods.set(route, [...(methods.get(route) ?? []), endpoint.method])
  }
  return methods
}
