/** Unrouted: what of requests that no endpoint takes? 404, 405 with what is offered, or a preflight's answer. */
import { createMiddleware } from 'hono/factory'
import { AppError } from '../core/errors.ts'
import { answer } from './answer.ts'
import type { AppEnv } from './context.ts'
import { preflight } from './cors.ts'

/** On a path that exists, for methods it does not have. */
export const otherMethods = (methods: readonly string[]) => {
  const allow = [...(methods.includes('GET') ? ['HEAD'] : []), ...methods, 'OPTIONS'].join(', ')
  return createMiddleware<AppEnv>(async function otherMethods(c) {
    if (c.req.method !== 'OPTIONS')
      throw new AppError('method-not-allowed', undefined, { headers: { allow } })
    const granted = await preflight(c.req.header('origin') ?? '', c.get('ports').config.corsOrigins)
    return answer(c, 204, null, { ...granted, allow, 'cache-control': 'no-store' })
  })
}

/** What the entry could not read leads nowhere either; it knows why. */
export const notFound = () =>
  createMiddleware<AppEnv>(async function notFound(c) {
    throw new AppError(c.env.unreadable ?? 'not-found')
  })
