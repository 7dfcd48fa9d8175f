/**
 * CSRF: does this request come from our own pages? Asked of every unsafe request that carries the cookie or would
 * set it, whatever its content type: fetch metadata or an exact Origin, and a token bound to the session.
 */
import { createMiddleware } from 'hono/factory'
import { verifyCsrf } from '../auth/csrf.ts'
import { readToken } from '../auth/tokens.ts'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './context.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

export const csrf = () =>
  createMiddleware<AppEnv>(async function csrf(c, next) {
    const credential = c.get('credential')
    const ports = c.get('ports')
    if (!safe.has(c.req.method)) {
      const site = c.req.header('sec-fetch-site')
      const origin = c.req.header('origin')
      const sameOrigin = site === undefined ? origin === ports.config.baseUrl : site === 'same-origin'
      // A login needs no cookie to be forged: a browser that says it comes from elsewhere is refused even without one.
      const fromBrowser = site !== undefined && site !== 'none' && credential?.transport !== 'bearer'
      if (fromBrowser && site !== 'same-origin' && !ports.config.corsOrigins.includes(origin ?? ''))
        throw new AppError('csrf')
      if (credential?.transport === 'cookie') {
        const session = readToken(credential.token, 's')
        const token = c.req.header('x-csrf-token')
        // A cookie that is no token of ours authenticates nobody: 401 comes two layers on.
        if (session && (!sameOrigin || !token || !verifyCsrf(ports.config.keys, session, token)))
          throw new AppError('csrf')
      }
    }
    await next()
  })
