/**
 * A refusal, where a person is waiting: the page's own answer in place of a problem document. It has the problem's status and
 * says what the problem says; it is kept by nobody.
 */
import type { Context } from 'hono'
import type { AppError } from '../core/errors.ts'
import type { Refusal } from '../ports/endpoint.ts'
import { answer } from './answer.ts'
import type { AppEnv } from './context.ts'
import { pagePolicy } from './secure-headers.ts'

/** Undefined where no page was asked for, or the page leaves it to the document. */
export function refusedPage(c: Context<AppEnv>, error: AppError): Response | undefined {
  const reply = c.get('endpoint')?.refused?.(refusalOf(c, error))
  if (!reply) return undefined
  const headers = {
    ...error.headers,
    'content-security-policy': pagePolicy(),
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...reply.headers,
  }
  const body = reply.body === undefined ? null : String(reply.body)
  return answer(c, reply.status ?? error.status, body, headers, reply.cookies)
}

function refusalOf(c: Context<AppEnv>, error: AppError): Refusal {
  const { pathname, search, searchParams } = new URL(c.req.url)
  return {
    code: error.code,
    status: error.status,
    detail: error.message,
    errors: error.errors,
    retryAfterSeconds: Number(error.headers['retry-after']) || undefined,
    path: pathname,
    toBeShown: c.req.header('accept')?.includes('text/html') ?? false,
    target: pathname + search,
    typed: c.get('form')?.fields ?? Object.fromEntries(searchParams),
    actor: c.get('actor'),
    credential: c.get('credential'),
    requestId: c.get('requestId'),
    ports: c.get('ports'),
  }
}
