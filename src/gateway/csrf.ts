/**
 * CSRF: does this request come from our own pages? Asked of every unsafe request that carries the cookie or would
 * set it, whatever its content type: fetch metadata or an exact Origin, and a token bound to the session.
 *
 * A form is a page's own: it is taken from our pages alone, also where nobody is signed in, and its token is a field.
 */
import { createMiddleware } from 'hono/factory'
import { verifyCsrf } from '../auth/csrf.ts'
import { AppError } from '../core/errors.ts'
import type { AppEnv } from './context.ts'
import { readForm } from './form.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

export const csrf = () =>
  createMiddleware<AppEnv>(function csrf(c, next) {
    const credential = c.get('credential')
    const { config } = c.get('ports')
    // A bearer token is no cookie: no browser sends it by itself.
    if (!safe.has(c.req.method) && credential?.transport !== 'bearer') {
      const origin = c.req.header('origin')
      const from = placeOf(c.req.header('sec-fetch-site'), origin, config.baseUrl)
      // A login needs no cookie to be forged: a browser that says it comes from elsewhere is refused even without one.
      if (from === 'elsewhere' && !config.corsOrigins.includes(origin ?? '')) throw new AppError('csrf')
      const session = credential?.hash
      if (c.get('endpoint')?.input.form) {
        if (from !== 'our pages') throw new AppError('csrf')
        if (session === undefined) return next()
        return readForm(c).then((form) => {
          if (!form.csrf || !verifyCsrf(config.keys, session, form.csrf)) throw new AppError('csrf')
          return next()
        })
      }
      const token = c.req.header('x-csrf-token')
      // A cookie that is no token of ours authenticates nobody: 401 comes two layers on.
      if (session && (from !== 'our pages' || !token || !verifyCsrf(config.keys, session, token)))
        throw new AppError('csrf')
    }
    return next()
  })

/** Fetch metadata, which no page can forge; the Origin of browsers that send none. A program says neither. */
function placeOf(site: string | undefined, origin: string | undefined, baseUrl: string) {
  if (site === 'same-origin' || (site === undefined && origin === baseUrl)) return 'our pages'
  return site === 'none' || (site === undefined && origin === undefined) ? 'nowhere' : 'elsewhere'
}
