/**
 * The closed vocabulary of what can go wrong, as a client sees it (RFC 9457).
 *
 * Throw `AppError` with a code from this list; let everything else rise: it becomes `internal`
 * and its cause reaches the log, never the client.
 */
import type { HeaderFields } from './headers.ts'

/** Every code, its HTTP status and its title. Adding one means adding its text in `console/problem-texts`. */
export const problems = {
  malformed: { status: 400, title: 'The request could not be read.' },
  'ambiguous-credentials': { status: 400, title: 'More than one credential was sent.' },
  'invalid-cursor': { status: 400, title: 'The cursor is not valid here.' },
  unauthenticated: { status: 401, title: 'A valid credential is required.' },
  forbidden: { status: 403, title: 'This is not allowed.' },
  csrf: { status: 403, title: 'The request could not be shown to come from our own pages.' },
  'mfa-required': { status: 403, title: 'A second factor is required.' },
  'reauthentication-required': { status: 403, title: 'Please prove again who you are.' },
  'not-found': { status: 404, title: 'There is nothing here.' },
  'method-not-allowed': { status: 405, title: 'This method is not offered here.' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive.' },
  conflict: { status: 409, title: 'The current state does not allow this.' },
  'in-progress': { status: 409, title: 'The same request is still being worked on.' },
  gone: { status: 410, title: 'This existed and is gone.' },
  'precondition-failed': { status: 412, title: 'The resource has changed since you read it.' },
  'too-large': { status: 413, title: 'The request is too large.' },
  'unsupported-media-type': { status: 415, title: 'This media type is not understood here.' },
  validation: { status: 422, title: 'The request is not valid.' },
  'idempotency-mismatch': { status: 422, title: 'This idempotency key was used for a different request.' },
  'precondition-required': { status: 428, title: 'An If-Match header is required.' },
  'rate-limited': { status: 429, title: 'Too many requests.' },
  internal: { status: 500, title: 'Something went wrong on our side.' },
  unavailable: { status: 503, title: 'The service cannot answer right now.' },
} as const

export type ProblemCode = keyof typeof problems

/** What stands on a code's answer, whoever throws it. A 401 names the scheme that would do (RFC 9110 §15.5.2). */
const always: Partial<Readonly<Record<ProblemCode, HeaderFields>>> = {
  unauthenticated: { 'www-authenticate': 'Bearer' },
}

/** One fault in the input: where (RFC 6901, as a URI fragment), which, and a sentence that holds no submitted value. */
export interface Fault {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

export interface AppErrorOptions {
  /** Faults of a `validation` problem. */
  readonly errors?: readonly Fault[]
  /** Response headers that belong to the problem: `Retry-After`, `ETag`, `Allow`. */
  readonly headers?: HeaderFields
  /** Members to add to the problem document (RFC 9457 §3.2), e.g. `challenge`. */
  readonly extensions?: Readonly<Record<string, unknown>>
  /** For the log only; a client never sees it. */
  readonly cause?: unknown
}

/** The only error a client ever learns about by name. */
export class AppError extends Error {
  readonly code: ProblemCode
  readonly errors: readonly Fault[]
  readonly headers: HeaderFields
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(code: ProblemCode, detail: string = problems[code].title, options: AppErrorOptions = {}) {
    super(detail, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.errors = options.errors ?? []
    this.headers = { ...always[code], ...options.headers }
    this.extensions = options.extensions ?? {}
  }

  get status() {
    return problems[this.code].status
  }
}

/** `unavailable` with a Retry-After (seconds), the answer for every dependency that fails us. */
export function unavailable(cause?: unknown, retryAfterSeconds = 1) {
  return new AppError('unavailable', 'A dependency cannot be reached. Please try again.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
    cause,
  })
}

/** A `validation` problem from its faults. */
export function invalid(errors: readonly Fault[]) {
  return new AppError('validation', errors.length === 1 ? '1 field' : `${errors.length} fields`, { errors })
}
