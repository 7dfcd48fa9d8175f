/** Server timing: how long did it take? Told to admins alone, since a duration tells a stranger what was found. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../gateway/context.ts'

export const serverTiming = () =>
  createMiddleware<AppEnv>(async function serverTiming(c, next) {
    const start = performance.now()
    await next()
    const actor = c.get('actor')
    if (actor?.kind === 'user' && actor.role === 'admin')
      c.res.headers.set('server-timing', `total;dur=${(performance.now() - start).toFixed(1)}`)
  })
