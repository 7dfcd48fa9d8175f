/**
 * Idempotency and preconditions: which request is this a retry of, and which version does it mean to change?
 * Both are only read here; the write's own statement decides on them.
 */
import { createMiddleware } from 'hono/factory'
import { sha256 } from '../core/bytes.ts'
import { AppError } from '../core/errors.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import type { AppEnv } from './context.ts'

export const idempotency = ({ conditional, idempotent }: Pick<Endpoint, 'conditional' | 'idempotent'>) =>
  createMiddleware<AppEnv>(function idempotency(c, next) {
    const ifMatch = c.req.header('if-match')
    if (conditional === 'required' && ifMatch === undefined) throw new AppError('precondition-required')
    c.set('ifMatch', ifMatch === undefined ? undefined : versionsOf(ifMatch))

    const key = idempotent ? (c.req.header('idempotency-key') ?? c.get('form')?.key) : undefined
    if (key !== undefined) {
      if (!/^[\x21-\x7e]{1,255}$/.test(key))
        throw new AppError('malformed', 'An Idempotency-Key has 1 to 255 visible ASCII characters.')
      // The validated body: the schema put its keys in order, so spacing and key order do not make another request.
      const body = JSON.stringify(c.get('input').body ?? null)
      c.set('idempotency', {
        key,
        requestHash: sha256([c.req.method, c.req.path, ifMatch ?? '', body].join('\n')),
      })
    }
    return next()
  })

/** The versions that a list of tags names. A weak tag, or one that is not ours, matches nothing (RFC 9110 §13.1.1). */
function versionsOf(tags: string): readonly number[] | '*' {
  if (tags.trim() === '*') return '*'
  const ours = tags.split(',').map((tag) => /^"([1-9]\d{0,8})"$/.exec(tag.trim())?.[1])
  return ours.filter((version) => version !== undefined).map(Number)
}
