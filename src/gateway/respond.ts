/** Response: status, body, entity tag, cache rules. Conditional reads end here (RFC 9110 §13.1.2). */
import type { Context } from 'hono'
import type { Endpoint, Reply } from '../ports/endpoint.ts'
import type { AppEnv } from './context.ts'

export function respond(c: Context<AppEnv>, { output, access, method }: Endpoint, reply: Reply): Response {
  const status = reply.status ?? output.status
  const headers = new Headers(reply.headers)
  for (const cookie of reply.cookies ?? []) headers.append('set-cookie', cookie)
  if (reply.replayed) headers.set('idempotency-replayed', 'true')
  const tag = reply.version === undefined ? undefined : `"${reply.version}"`
  if (tag) headers.set('etag', tag)
  if (!headers.has('cache-control')) headers.set('cache-control', cacheControl(access, method, reply))
  if (access !== 'anyone') headers.append('vary', 'Authorization, Cookie')

  if (method === 'GET' && tag && matches(c.req.header('if-none-match'), tag))
    return send(c, 304, headers, null)
  if (reply.body === undefined || status === 204) return send(c, status, headers, null)
  const text = typeof reply.body === 'string'
  headers.set('content-type', output.mediaType ?? (text ? 'text/plain; charset=utf-8' : 'application/json'))
  return send(c, status, headers, text ? (reply.body as string) : JSON.stringify(reply.body))
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

/** Through `c.body`, so that what earlier layers put on the answer stays on it. */
function send(c: Context<AppEnv>, status: number, headers: Headers, body: string | null) {
  const { cookies, rest } = split(headers)
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
  return body === null ? c.body(null, status as 204, rest) : c.body(body, status as 200, rest)
}

function split(headers: Headers) {
  const rest = Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie'))
  return { cookies: headers.getSetCookie(), rest }
}
