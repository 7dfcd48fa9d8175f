/** From the actor of a call to the context that the database's capture trigger records with every change. */

import { sql } from 'drizzle-orm'
import type { Actor } from '../core/actor.ts'
import type { Statement } from '../ports/database.ts'
import type { Call, Deadline } from '../ports/endpoint.ts'
import { prepare } from './statement.ts'

/** What the audit record says of who, whence and why. Keys are stable: they are part of the log. */
export interface AuditContext {
  /** `api-key`: a program acts for the user, and `session_id` is its key's id. */
  readonly actor_kind: Actor['kind'] | 'api-key'
  readonly user_id: string | null
  readonly session_id: string | null
  readonly action: string
  readonly request_id: string | null
  readonly ip_address: string | null
  readonly user_agent: string | null
}

export function contextOf(call: Pick<Call, 'actor' | 'action' | 'requestId' | 'client'>): AuditContext {
  const { actor } = call
  return {
    actor_kind: actor.kind === 'user' && actor.scopes ? 'api-key' : actor.kind,
    user_id: actor.kind === 'user' ? actor.id : null,
    session_id: actor.kind === 'user' ? actor.sessionId : null,
    action: call.action,
    request_id: call.requestId,
    ip_address: call.client.address,
    user_agent: call.client.userAgent?.slice(0, 512) ?? null,
  }
}

/** The context of a job or a command: no request, no address. */
export function systemContext(name: string, action: string): AuditContext {
  return {
    actor_kind: 'system',
    user_id: null,
    session_id: null,
    action: `${name}:${action}`,
    request_id: null,
    ip_address: null,
    user_agent: null,
  }
}

/** What a write of a job or a command needs beside its values: nobody asked for it, and nobody asks again. `ms`: how long it may take. */
export const systemWrite = (name: string, action: string, signal: AbortSignal, ms = 5_000) => ({
  context: systemContext(name, action),
  deadline: { signal, remainingMs: () => ms },
  principal: 'system',
  idempotency: undefined,
})

/** What a write needs that only notes, after an answer, that something is in use. */
export const heartbeat = (name: string) => systemWrite(name, 'seen', AbortSignal.timeout(3_000), 3_000)

const open = prepare(sql`select
  set_config('app.ctx', ${sql.placeholder('context')}, true),
  set_config('statement_timeout', ${sql.placeholder('timeout')}, true),
  set_config('lock_timeout', ${sql.placeholder('timeout')}, true)`)

/** The first statement of every write: who is acting, and for how long, in this transaction only. */
export function opening(context: AuditContext, deadline: Pick<Deadline, 'remainingMs'>): Statement {
  // The database gives up a little before we do, so that what we hear is its answer and not our own impatience.
  return open({ context, timeout: `${Math.max(1, Math.floor(deadline.remainingMs() - 100))}ms` })
}
