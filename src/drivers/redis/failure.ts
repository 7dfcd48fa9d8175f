/** What every Redis driver throws. Vendors put the whole command, values and all, into their messages: none of that survives here. */

export type Failure = 'timeout' | 'aborted' | 'unreachable' | 'refused'

export interface RedisError extends Error {
  readonly name: 'RedisError'
  readonly failure: Failure
  /** The first word of Redis' own answer: `OOM`, `READONLY`, `NOSCRIPT`. */
  readonly code: string | undefined
}

const sentences: Readonly<Record<Failure, string>> = {
  timeout: 'Redis did not answer in time.',
  aborted: 'The call to Redis was given up.',
  unreachable: 'Redis cannot be reached.',
  refused: 'Redis refused a command.',
}

/** No `cause`: it would carry the vendor's message along. */
export function redisError(failure: Failure, code?: string): RedisError {
  const message = code === undefined ? sentences[failure] : `${sentences[failure]} (${code})`
  return Object.assign(new Error(message), { name: 'RedisError' as const, failure, code })
}

/** An error reply, as text: only its code is kept, which Redis writes first and in capitals. */
export function refusal(reply: unknown): RedisError {
  return redisError('refused', /^[A-Z]{3,}(?=\s|$)/.exec(String(reply))?.[0])
}

/** Whatever a client threw, without what it said. */
export function scrubbed(error: unknown): RedisError {
  if (isRedisError(error)) return error
  if (error instanceof Error && error.name === 'UpstashError') return refusal(error.message)
  return redisError('unreachable')
}

function isRedisError(error: unknown): error is RedisError {
  return error instanceof Error && error.name === 'RedisError'
}
