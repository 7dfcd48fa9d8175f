/** Problem: what does the caller learn of a failure? A code from the closed list (RFC 9457); the log learns the cause. */
import type { Context } from 'hono'
import { AppError, problems, unavailable } from '../core/errors.ts'
import { isOutage } from '../store/resilience/sqlstate.ts'
import { answer } from './answer.ts'
import type { AppEnv } from './context.ts'
import { failureOf } from './failure.ts'
import { refusedPage } from './refusal.ts'

export function problem(thrown: Error, c: Context<AppEnv>): Response {
  const error = known(thrown)
  if (error.status >= 500) logFailure(error, c)
  if (isOutage(error.cause))
    c.get('ports').modes.degraded(isRead(c.req.method) ? 'reads-refused' : 'writes-refused')
  return refusedPage(c, error) ?? problemDocument(error, c)
}

const isRead = (method: string) => method === 'GET' || method === 'HEAD'

function problemDocument(error: AppError, c: Context<AppEnv>): Response {
  const { status, title } = problems[error.code]
  const document = {
    type: `/problems/${error.code}`,
    title,
    status,
    code: error.code,
    detail: error.message === title ? undefined : error.message,
    instance: `urn:uuid:${c.get('requestId')}`,
    errors: error.errors.length > 0 ? error.errors : undefined,
    ...error.extensions,
  }
  return answer(c, status, JSON.stringify(document), {
    ...error.headers,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  })
}

/** A dependency that is away is no mistake of ours; whatever else nobody foresaw is. */
export function known(thrown: Error): AppError {
  if (thrown instanceof AppError) return thrown
  return isOutage(thrown) ? unavailable(thrown) : new AppError('internal', undefined, { cause: thrown })
}

export function logFailure(error: AppError, c: Context<AppEnv>) {
  c.get('ports').log.write({
    level: error.code === 'internal' ? 'error' : 'warn',
    action: 'http.failure',
    result: 'failure',
    request_id: c.get('requestId'),
    route: c.get('endpoint')?.path,
    code: error.code,
    error: failureOf(error.cause ?? error),
  })
}
