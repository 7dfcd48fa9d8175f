/**
 * A refusal that was stored for a retry, told again as it was told first: the same problem document, which names the
 * request that it answered then.
 */
import { sql } from 'drizzle-orm'
import { AppError } from '../core/errors.ts'
import type { Outcome } from './atomic.ts'

/** The body of a refused outcome where there is no more to say: the request that was refused first. */
export const refusedBody = sql`jsonb_build_object('request', ${sql.placeholder('requestId')}::text)`

/** `error` is what the outcome comes to; its body is `refusedBody`, or holds as much. */
export function toldAgain(error: AppError, { replayed, body }: Pick<Outcome, 'replayed' | 'body'>): AppError {
  if (!replayed) return error
  const { request } = (body ?? {}) as { readonly request?: string | null }
  return new AppError(error.code, error.message, {
    errors: error.errors,
    headers: { ...error.headers, 'idempotency-replayed': 'true' },
    extensions: request ? { instance: `urn:uuid:${request}` } : {},
  })
}
