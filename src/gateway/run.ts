/** Run: the endpoint's own function, given a `Call` and nothing of HTTP; then its reply becomes the response. */
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { createMiddleware } from 'hono/factory'
import { tombstone } from '../ports/cache.ts'
import type { Call, Endpoint } from '../ports/endpoint.ts'
import { withCheckpoint } from './audit-checkpoint.ts'
import type { AppEnv } from './context.ts'
import { respond } from './respond.ts'

export const run = (endpoint: Endpoint) =>
  createMiddleware<AppEnv>(async function run(c) {
    const call = callOf(c, endpoint)
    return respond(c, endpoint, await withCheckpoint(call, await endpoint.run(call)))
  })

function callOf(c: Context<AppEnv>, { action }: Endpoint): Call {
  const admitted = c.get('admitted')
  const actor = c.get('actor')
  const requestId = c.get('requestId')
  const client = c.get('client')
  const deadline = c.get('deadline')
  const ifMatch = c.get('ifMatch')
  const idempotency = c.get('idempotency')
  const preferences = c.get('preferences')
  const credential = c.get('credential')
  const input = c.get('input')
  const ports = c.get('ports')
  return {
    input,
    action,
    actor,
    requestId,
    client,
    deadline,
    ifMatch,
    idempotency,
    preferences,
    credential,
    cookie: (name) => getCookie(c, name),
    cached: admitted.row === tombstone ? undefined : (admitted.row ?? undefined),
    mayFill: admitted.row === null && !admitted.degraded,
    target: targetOf(c.req.url),
    ports,
    patiently: c.get('patiently'),
    later: (task) => void c.get('tasks').push(task),
  }
}

/** Path and query; the origin in front of them came from `Host`. */
const targetOf = (url: string) => url.slice(url.indexOf('/', url.indexOf('//') + 2))
