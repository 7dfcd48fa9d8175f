/** The credential as it was presented: a bearer token or our cookie, never both. Nothing is looked up here. */
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { sessionCookieName } from '../auth/cookie.ts'
import { readToken } from '../auth/tokens.ts'
import { AppError } from '../core/errors.ts'
import type { Credential } from '../ports/endpoint.ts'

/** Throws `ambiguous-credentials` for both at once, `unauthenticated` for a header we cannot read. */
export function presented(c: Context): Credential | undefined {
  const header = c.req.header('authorization')
  const cookie = getCookie(c, sessionCookieName)
  if (header !== undefined && cookie !== undefined) throw new AppError('ambiguous-credentials')
  if (cookie !== undefined) return credential(cookie, 'cookie')
  if (header === undefined) return undefined
  const [scheme, token, ...rest] = header.split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new AppError('unauthenticated')
  return credential(token, 'bearer')
}

/** A cookie holds a session, and nothing else. */
function credential(token: string, transport: Credential['transport']): Credential {
  const key = transport === 'bearer' ? readToken(token, 'k') : undefined
  if (key) return { token, transport, kind: 'api-key', hash: key }
  return { token, transport, kind: 'session', hash: readToken(token, 's') }
}
