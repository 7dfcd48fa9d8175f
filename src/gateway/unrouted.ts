/** Unrouted: what of requests that no endpoint takes? 404, 405 with what is offered, or a preflight's answer. */
import { createMiddleware } from 'hono/factory'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './context.ts'
import { preflight } from './cors.ts'

/** On a path that exists, for methods it does not have. */
export const otherMethods = (methods: readonly string[]) => {
  const allow = [...(methods.includes('GET') ? ['HEAD'] : []), ...methods, 'OPTIONS'].join(', ')
  return createMiddleware<AppEnv>(async function otherMethods(c) {
    if (c.req.method !== 'OPTIONS')
      throw new AppError('method-not-allowed', undefined, { headers: { allow } })
    const headers = await preflight(c, c.get('ports').config.corsOrigins)
    headers.set('allow', allow)
    headers.set('cache-control', 'no-store')
    return c.body(null, 204, Object.fromEntries(headers))
  })
}

export const notFound = () =>
  createMiddleware<AppEnv>(async function notFound() {
    throw new AppError('not-found')
  })
