/**
 * Preferences (RFC 7240): what a client would rather have. One that an endpoint does not offer is ignored, as the RFC has it, except
 * a dry run: who asks for one must not be surprised by an effect.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { invalid } from '../core/errors.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import type { Preference } from '../ports/preference.ts'
import type { AppEnv } from './context.ts'

export const preferences = ({ prefers = [], method }: Pick<Endpoint, 'prefers' | 'method'>) =>
  createMiddleware<AppEnv>(function preferences(c, next) {
    const asked = preferred(c)
    if (asked.includes('tx=rollback') && method !== 'GET' && !prefers.includes('tx=rollback')) throw noTrial()
    c.set(
      'preferences',
      prefers.filter((one) => asked.includes(one)),
    )
    return next()
  })

/** Each as `name=value`; names have no case, parameters behind a semicolon say nothing to us (RFC 7240 §2). */
function preferred(c: Context<AppEnv>): readonly string[] {
  const header = c.req.header('prefer')
  if (header === undefined) return []
  return header.split(',').map((item) => {
    const [name = '', value = ''] = (item.split(';')[0] ?? '').split('=')
    return `${name.trim().toLowerCase()}=${value.trim().replace(/^"(.*)"$/, '$1')}`
  })
}

/** The ones that were heeded, as the answer names them (RFC 7240 §3). */
export const applied = (preferences: readonly Preference[]) =>
  preferences.length > 0 ? { 'preference-applied': preferences.join(', ') } : {}

const noTrial = () =>
  invalid([
    {
      pointer: '#/headers/prefer',
      code: 'not_offered',
      detail: 'This call cannot be tried without its effect.',
    },
  ])
