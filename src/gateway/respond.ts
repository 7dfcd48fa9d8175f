/**
 * Response: status, body, entity tag, cache rules. Conditional reads end here (RFC 9110 §13.1.2).
 *
 * A row's tag is its version; any other answer to somebody who is signed in has a digest of itself for a tag. What flows
 * has none, for nobody knows it before its end, and is kept by nobody.
 */
import type { Context } from 'hono'
import { sha256 } from '../core/bytes.ts'
import type { Endpoint, Reply } from '../ports/endpoint.ts'
import { answer } from './answer.ts'
import type { AppEnv } from './context.ts'
import { flow } from './flow.ts'
import { applied } from './preferences.ts'
import { pagePolicy } from './secure-headers.ts'

export function respond(c: Context<AppEnv>, endpoint: Endpoint, reply: Reply): Response {
  const { output, access, method, page } = endpoint
  const preferences = c.get('preferences')
  const minimal = preferences.includes('return=minimal')
  const status = statusOf(endpoint, reply, minimal)
  const body = minimal ? undefined : (reply.bytes ?? textOf(reply))
  const tag = tagOf(endpoint, reply, body)

  const headers: Record<Lowercase<string>, string> = { 'cache-control': cacheControl(access, method, reply) }
  if (access !== 'anyone') headers.vary = varied(c.get('headers').vary, endpoint)
  if (tag) headers.etag = tag
  if (page) headers['content-security-policy'] = pagePolicy()
  if (reply.replayed) headers['idempotency-replayed'] = 'true'
  Object.assign(headers, applied(preferences, reply), reply.headers)
  // What was only tried has no version and no place.
  if (preferences.includes('tx=rollback')) withoutPlace(headers)

  if (method === 'GET' && tag && matches(c.req.header('if-none-match'), tag))
    return answer(c, 304, null, headers, reply.cookies)
  if (reply.stream) {
    headers['content-type'] ??= output.mediaType ?? 'application/octet-stream'
    return answer(c, status, flow(c, reply.stream), headers, reply.cookies)
  }
  if (body === undefined || status === 204) return answer(c, status, null, headers, reply.cookies)
  const prose = typeof reply.body === 'string'
  headers['content-type'] ??= output.mediaType ?? (prose ? 'text/plain; charset=utf-8' : 'application/json')
  return answer(c, status, body, headers, reply.cookies)
}

/** Without a body a 200 is a 204; a 201 stays one: it tells where (RFC 7240 §4.2). */
function statusOf({ output }: Endpoint, { status = output.status }: Reply, minimal: boolean): number {
  return minimal && status === 200 ? 204 : status
}

function withoutPlace(headers: Record<Lowercase<string>, string>) {
  delete headers.etag
  delete headers.location
}

/** Does every good answer of this endpoint carry a tag, whatever its rows? */
export function isTagged({
  access,
  method,
  output,
}: Pick<Endpoint, 'access' | 'method' | 'output'>): boolean {
  return !output.flows && method === 'GET' && access !== 'anyone' && access !== 'operator'
}

function textOf({ body, json }: Reply): string | undefined {
  if (json !== undefined) return json
  return body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
}

function tagOf(endpoint: Endpoint, { version, secret }: Reply, body: string | Uint8Array | undefined) {
  if (version !== undefined) return `"${version}"`
  return isTagged(endpoint) && body !== undefined && !secret ? `"${sha256(body).slice(0, 32)}"` : undefined
}

/** Beside what the answer varies by already: the origin, where there is a list of them. */
function varied(already: string | undefined, { prefers }: Endpoint) {
  const own = prefers?.length ? 'Authorization, Cookie, Prefer' : 'Authorization, Cookie'
  return already === undefined ? own : `${already}, ${own}`
}

function cacheControl(access: Endpoint['access'], method: string, reply: Reply) {
  if (reply.secret || reply.cookies || reply.stream) return 'no-store'
  if (access !== 'anyone') return 'private, no-cache'
  return method === 'GET' ? 'no-cache' : 'no-store'
}

/** Weak comparison: a tag's `W/` does not matter for a read. */
function matches(header: string | undefined, tag: string) {
  if (header === undefined) return false
  return header.trim() === '*' || header.split(',').some((item) => item.trim().replace(/^W\//, '') === tag)
}
