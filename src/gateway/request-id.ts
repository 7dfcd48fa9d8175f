/**
 * Request id: which request is this?
 *
 * Always ours: a caller's own id would let him forge the key under which the audit log files his request.
 */
import { createMiddleware } from 'hono/factory'
import { uuidv7 } from '../core/ids.ts'
import type { AppEnv } from './context.ts'

export const requestId = () =>
  createMiddleware<AppEnv>(function requestId(c, next) {
    const id = uuidv7()
    c.set('requestId', id)
    c.set('headers', { 'x-request-id': id })
    return next()
  })
