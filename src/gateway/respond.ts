/**
 * Response: status, body, entity tag, cache rules. Conditional reads end here (RFC 9110 §13.1.2).
 *
 * A row's tag is its version; any other answer to somebody who is signed in has a digest of itself for a tag.
 */
import type { Context } from 'hono'
import { sha256 } from '../core/bytes.ts'
import type { Endpoint, Reply } from '../ports/endpoint.ts'
import type { AppEnv } from './context.ts'
import { pagePolicy } from './secure-headers.ts'

/** Through `c.header` and `c.body`, so that what earlier layers put on the answer stays on it. */
export function respond(c: Context<AppEnv>, endpoint: Endpoint, reply: Reply): Response {
  const { output, access, method, page } = endpoint
  const status = reply.status ?? output.status
  const body = textOf(reply)
  const tag = tagOf(endpoint, reply, body)

  c.header('cache-control', cacheControl(access, method, reply))
  if (access !== 'anyone') c.header('vary', 'Authorization, Cookie', { append: true })
  if (tag) c.header('etag', tag)
  if (page) c.header('content-security-policy', pagePolicy())
  if (reply.replayed) c.header('idempotency-replayed', 'true')
  for (const [name, value] of Object.entries(reply.headers ?? {})) c.header(name, value)
  for (const cookie of reply.cookies ?? []) c.header('set-cookie', cookie, { append: true })

  if (method === 'GET' && tag && matches(c.req.header('if-none-match'), tag)) return c.body(null, 304)
  if (body === undefined || status === 204) return c.body(null, status as 204)
  const prose = typeof reply.body === 'string'
  c.header('content-type', output.mediaType ?? (prose ? 'text/plain; charset=utf-8' : 'application/json'))
  return c.body(body, status as 200)
}

/** Does every good answer of this endpoint carry a tag, whatever its rows? */
export function isTagged({ access, method }: Pick<Endpoint, 'access' | 'method'>): boolean {
  return method === 'GET' && access !== 'anyone' && access !== 'operator'
}

function textOf({ body, json }: Reply): string | undefined {
  if (json !== undefined) return json
  return body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
}

function tagOf(endpoint: Endpoint, { version, secret }: Reply, body: string | undefined) {
  if (version !== undefined) return `"${version}"`
  return isTagged(endpoint) && body !== undefined && !secret ? `"${sha256(body).slice(0, 32)}"` : undefined
}

function cacheControl(access: Endpoint['access'], method: string, reply: Reply) {
  if (reply.secret || reply.cookies) return 'no-store'
  if (access !== 'anyone') return 'private, no-cache'
  return method === 'GET' ? 'no-cache' : 'no-store'
}

/** Weak comparison: a tag's `W/` does not matter for a read. */
function matches(header: string | undefined, tag: string) {
  if (header === undefined) return false
  return header.trim() === '*' || header.split(',').some((item) => item.trim().replace(/^W\//, '') === tag)
}
