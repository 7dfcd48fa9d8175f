/** Run: the endpoint's own function, given a `Call` and nothing of HTTP; then its reply becomes the response. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { tombstone } from '../ports/cache.ts'
import type { Call, Endpoint } from '../ports/endpoint.ts'
import type { AppEnv } from './context.ts'
import { respond } from './respond.ts'

export const run = (endpoint: Endpoint) =>
  createMiddleware<AppEnv>(async function run(c) {
    return respond(c, endpoint, await endpoint.run(callOf(c, endpoint)))
  })

function callOf(c: Context<AppEnv>, { action }: Endpoint): Call {
  const { admitted, actor, requestId, client, deadline, ifMatch, idempotency, credential, input, ports } =
    c.var
  const { pathname, search } = new URL(c.req.url)
  return {
    input,
    action,
    actor,
    requestId,
    client,
    deadline,
    ifMatch,
    idempotency,
    credential,
    cached: admitted.row === tombstone ? undefined : (admitted.row ?? undefined),
    mayFill: admitted.row === null && !admitted.degraded,
    target: pathname + search,
    ports,
    later: (task) => void c.var.tasks.push(task),
  }
}
