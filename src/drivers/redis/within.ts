/** A call that ends in time: with its answer, or with an error that names no value. */
import { type Failure, redisError, scrubbed } from './failure.ts'

/** Every caller has something to fall back on; none of them may wait for a Redis that does not answer. */
export const defaultTimeoutMs = 100

/**
 * Runs `call`; its controller aborts at the timeout or with `outer`, whichever is first, and the promise rejects at that
 * moment. A controller and not a signal: it makes one when asked, and a socket has no use for it.
 */
export function within<T>(
  timeoutMs: number,
  outer: AbortSignal | undefined,
  call: (stop: AbortController) => Promise<T>,
): Promise<T> {
  if (outer?.aborted) return Promise.reject(redisError('aborted'))
  return new Promise((resolve, reject) => {
    const stop = new AbortController()
    const settle = () => {
      clearTimeout(timer)
      outer?.removeEventListener('abort', abandon)
    }
    const end = (failure: Failure) => {
      settle()
      reject(redisError(failure))
      stop.abort()
    }
    const abandon = () => end('aborted')
    const timer = setTimeout(end, timeoutMs, 'timeout')
    outer?.addEventListener('abort', abandon, { once: true })
    call(stop).then(
      (value) => {
        settle()
        resolve(value)
      },
      (error) => {
        settle()
        reject(scrubbed(error))
      },
    )
  })
}
