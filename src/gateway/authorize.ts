/**
 * Authorization: may this kind of actor do this at all? Which rows he may touch is the statement's business.
 * The refusal of a known actor is an event in the audit log; that of a stranger is only counted.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { recordEvent } from '../audit/event.ts'
import { permits } from '../auth/permissions.ts'
import type { Actor } from '../core/actor.ts'
import { isLoopback } from '../core/address.ts'
import { equal } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import type { Access } from '../ports/endpoint.ts'
import { contextOf } from '../store/context.ts'
import type { AppEnv } from './context.ts'
import { unauthenticated } from './credential.ts'

export const authorize = (access: Access, action: string) =>
  createMiddleware<AppEnv>(function authorize(c, next) {
    const actor = c.get('actor')
    const allowed = access === 'operator' ? isOperator(c) : mayCall(access, actor)
    if (allowed) return next()
    if (access === 'operator' || actor.kind === 'anonymous') throw unauthenticated()
    return refuse(c, actor, action)
  })

async function refuse(c: Context<AppEnv>, actor: Actor, action: string): Promise<never> {
  const client = c.get('client')
  const requestId = c.get('requestId')
  await recordEvent(
    c.get('ports'),
    contextOf({ actor, action, requestId, client }),
    { outcome: 'denied', entity: action.split(':')[0] ?? action },
    c.get('deadline'),
  )
  throw new AppError('forbidden')
}

function mayCall(access: Exclude<Access, 'operator'>, actor: Actor): boolean {
  if (access === 'anyone') return true
  if (actor.kind !== 'user') return false
  return access === 'signed-in' || permits(actor.role, access.permission)
}

/** METRICS_TOKEN where there is one, else this machine alone. */
function isOperator(c: Context<AppEnv>): boolean {
  const { metricsToken, trustedProxies } = c.get('ports').config
  if (metricsToken === undefined) return trustedProxies === 0 && isLoopback(c.get('client').address)
  // A scheme has no case (RFC 9110 §11.1), the token does.
  const token = /^bearer ([!-~]+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  return token !== undefined && equal(token, metricsToken)
}
