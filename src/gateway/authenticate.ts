/**
 * Authentication: who is calling?
 *
 * No credential makes the caller anonymous, and `authorize` decides whether that will do.
 * A credential that is present but wrong never falls back to anonymous: it ends the request.
 */
import { createMiddleware } from 'hono/factory'
import { resolveSession } from '../auth/sessions.ts'
import { anonymous } from '../core/actor.ts'
import type { AppEnv } from './context.ts'
import { unauthenticated } from './credential.ts'

export const authenticate = () =>
  createMiddleware<AppEnv>(async function authenticate(c, next) {
    const credential = c.get('credential')
    const ports = c.get('ports')
    const admitted = c.get('admitted')
    const deadline = c.get('deadline')
    if (!credential) {
      c.set('actor', anonymous)
      return next()
    }
    const { sessionHash } = credential
    const session = sessionHash && (await resolveSession(ports, sessionHash, admitted.session, deadline))
    if (!session) throw unauthenticated()
    c.set('actor', session.user)
    if (session.later && !admitted.degraded) c.get('tasks').push(session.later)
    await next()
  })
