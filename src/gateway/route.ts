/** From OpenAPI's spelling of a path to Hono's, and which methods each path has. */
import type { Endpoint } from '../ports/endpoint.ts'

/** `/v1/invoices/{id}` → `/v1/invoices/:id` */
export function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}

export function methodsByPath(endpoints: readonly Endpoint[]): Map<string, string[]> {
  const methods = new Map<string, string[]>()
  for (const { path, method } of endpoints) methods.set(path, [...(methods.get(path) ?? []), method])
  return methods
}
