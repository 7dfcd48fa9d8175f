/**
 * Preferences (RFC 7240): what a client would rather have. One that an endpoint does not offer is ignored, as the RFC has it, except
 * a dry run: who asks for one must not be surprised by an effect.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { invalid } from '../core/errors.ts'
import type { HeaderFields } from '../core/headers.ts'
import type { Endpoint, Reply } from '../ports/endpoint.ts'
import type { Preference } from '../ports/preference.ts'
import type { AppEnv } from './context.ts'

export const preferences = ({ prefers = [], method }: Pick<Endpoint, 'prefers' | 'method'>) =>
  createMiddleware<AppEnv>(function preferences(c, next) {
    const asked = preferred(c)
    if (asked.includes('tx=rollback') && method !== 'GET' && !prefers.includes('tx=rollback')) throw noTrial()
    // A brownout (`shed`): a wish may be left unheeded, and the answer says which were not.
    const dear = c.get('ports').modes.has('brownout') ? 'count=exact' : undefined
    c.set(
      'preferences',
      prefers.filter((one) => one !== dear && asked.includes(one)),
    )
    return next()
  })

/** Each as `name=value`, or as the name alone where it has none; names have no case, parameters behind a semicolon say nothing to us (RFC 7240 §2). */
function preferred(c: Context<AppEnv>): readonly string[] {
  const header = c.req.header('prefer')
  if (header === undefined) return []
  return header.split(',').map((item) => {
    const [name = '', value = ''] = (item.split(';')[0] ?? '').split('=')
    const given = value.trim().replace(/^"(.*)"$/, '$1')
    return `${name.trim().toLowerCase()}${given && `=${given}`}`
  })
}

/** The ones that were heeded, as the answer names them (RFC 7240 §3). */
export function applied(
  preferences: readonly Preference[],
  { headers }: Pick<Reply, 'headers'>,
): HeaderFields {
  const heeded = preferences.filter((one) => one !== 'audit-checkpoint' || headers?.[one])
  return heeded.length > 0 ? { 'preference-applied': heeded.join(', ') } : {}
}

const noTrial = () =>
  invalid([
    {
      pointer: '#/headers/prefer',
      code: 'not_offered',
      detail: 'This call cannot be tried without its effect.',
    },
  ])
