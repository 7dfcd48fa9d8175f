/**
 * Authentication: who is calling?
 *
 * No credential makes the caller anonymous, and `authorize` decides whether that will do.
 * A credential that is present but wrong never falls back to anonymous: it ends the request.
 */
import { createMiddleware } from 'hono/factory'
import { resolve } from '../auth/principals.ts'
import { anonymous } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './context.ts'

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
    if (admitted.degraded) ports.modes.degraded('principals-from-postgres')
    const resolved = await resolve(ports, credential, admitted.principal, deadline)
    if (!resolved) throw new AppError('unauthenticated')
    c.set('actor', resolved.user)
    if (resolved.later && !admitted.degraded) c.get('tasks').push(resolved.later)
    await next()
  })
