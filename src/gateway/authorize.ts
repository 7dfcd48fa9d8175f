/**
 * Authorization: may this kind of actor do this at all? Which rows he may touch is the statement's business.
 * The refusal of a known actor is an event in the audit log; that of a stranger is only counted.
 */
import { createMiddleware } from 'hono/factory'
import { recordEvent } from '../audit/event.ts'
import { permits } from '../auth/permissions.ts'
import type { Actor } from '../core/actor.ts'
import { isLoopback } from '../core/address.ts'
import { equal } from '../core/bytes.ts'
import type { Config } from '../core/config.ts'
import { AppError } from '../core/errors.ts'
import type { Access, Client } from '../ports/endpoint.ts'
import { contextOf } from '../store/context.ts'
import type { AppEnv } from './context.ts'
import { unauthenticated } from './credential.ts'

export const authorize = (access: Access, action: string) =>
  createMiddleware<AppEnv>(async function authorize(c, next) {
    const actor = c.get('actor')
    const client = c.get('client')
    const ports = c.get('ports')
    const requestId = c.get('requestId')
    const deadline = c.get('deadline')
    if (access === 'operator') {
      if (!isOperator(c.req.header('authorization'), client, ports.config)) throw unauthenticated()
    } else if (!mayCall(access, actor)) {
      if (actor.kind === 'anonymous') throw unauthenticated()
      await recordEvent(
        ports,
        contextOf({ actor, action, requestId, client }),
        { outcome: 'denied', entity: action.split(':')[0] ?? action },
        deadline,
      )
      throw new AppError('forbidden')
    }
    await next()
  })

function mayCall(access: Exclude<Access, 'operator'>, actor: Actor): boolean {
  if (access === 'anyone') return true
  if (actor.kind !== 'user') return false
  return access === 'signed-in' || permits(actor.role, access.permission)
}

/** METRICS_TOKEN where there is one, else this machine alone. */
function isOperator(
  authorization: string | undefined,
  client: Client,
  { metricsToken, trustedProxies }: Config,
) {
  if (metricsToken !== undefined)
    return authorization !== undefined && equal(authorization, `Bearer ${metricsToken}`)
  return trustedProxies === 0 && isLoopback(client.address)
}
