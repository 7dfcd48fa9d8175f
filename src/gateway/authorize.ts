/**
 * Authorization: may this kind of actor do this at all? Which rows he may touch is the statement's business.
 * The refusal of a known actor is an event in the audit log; that of a stranger is only counted, and who must only
 * prove again who they are is not refused.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { recordEvent } from '../audit/event.ts'
import { permits } from '../auth/permissions.ts'
import type { Actor } from '../core/actor.ts'
import { isLoopback } from '../core/address.ts'
import { equal } from '../core/bytes.ts'
import { AppError, type ProblemCode } from '../core/errors.ts'
import type { Access } from '../ports/endpoint.ts'
import { contextOf } from '../store/context.ts'
import type { AppEnv } from './context.ts'

export const authorize = (access: Access, action: string) =>
  createMiddleware<AppEnv>(function authorize(c, next) {
    const actor = c.get('actor')
    if (access === 'operator') {
      if (isOperator(c)) return next()
      throw new AppError('unauthenticated')
    }
    const refusal = refusalOf(access, actor, c.get('ports').clock.now())
    if (refusal === undefined && permitsRest(access, actor, c.get('input').query)) return next()
    if (refusal === undefined || refusal === 'forbidden') return refuse(c, actor, action)
    throw new AppError(refusal)
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

/** How long a proof of who one is counts as recent. */
const recentMs = 600_000

function refusalOf(access: Exclude<Access, 'operator'>, actor: Actor, now: number): ProblemCode | undefined {
  if (access === 'anyone') return undefined
  if (actor.kind !== 'user') return 'unauthenticated'
  if (access === 'signed-in') return undefined
  const { permission, recent, roles } =
    typeof access === 'string'
      ? { permission: undefined, recent: access === 'recent', roles: undefined }
      : access
  // A program can prove nothing about a person, and has no account to look after.
  if (actor.scopes && (permission === undefined || recent)) return 'forbidden'
  if (permission !== undefined && !permits(actor.role, permission, actor.scopes)) return 'forbidden'
  if (roles && !roles.includes(actor.role)) return 'forbidden'
  return recent && now - actor.authTime > recentMs ? 'reauthentication-required' : undefined
}

/** Is what else the question needs permitted as well? */
function permitsRest(access: Access, actor: Actor, query: unknown): boolean {
  if (typeof access !== 'object' || actor.kind !== 'user') return true
  const more = access.besides?.(query as Readonly<Record<string, unknown>>) ?? []
  return more.every((permission) => permits(actor.role, permission, actor.scopes))
}

/** METRICS_TOKEN where there is one, else this machine alone. */
function isOperator(c: Context<AppEnv>): boolean {
  const { metricsToken, trustedProxies } = c.get('ports').config
  if (metricsToken === undefined) return trustedProxies === 0 && isLoopback(c.get('client').address)
  // A scheme has no case (RFC 9110 §11.1), the token does.
  const token = /^bearer ([!-~]+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  return token !== undefined && equal(token, metricsToken)
}
