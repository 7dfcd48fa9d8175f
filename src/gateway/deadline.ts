/**
 * Deadline: how long may this take? 1.5 s to read, 3 s to write, then 503 whatever hangs; 408 where it is the caller.
 * An endpoint that waits for somebody else's server declares its own patience. An answer that flows has as long for each
 * step as it had for its beginning.
 *
 * The signal and the time left are handed down to every call; the race is for what does not listen.
 */
import { createMiddleware } from 'hono/factory'
import { AppError, unavailable } from '../core/errors.ts'
import type { AppEnv } from './context.ts'

export const readDeadlineMs = 1_500
export const writeDeadlineMs = 3_000

export const deadline = () =>
  createMiddleware<AppEnv>(function deadline(c, next) {
    const { clock } = c.get('ports')
    const controller = new AbortController()
    let total = c.req.method === 'GET' || c.req.method === 'HEAD' ? readDeadlineMs : writeDeadlineMs
    let start = clock.monotonic()
    const remainingMs = () => Math.max(1, start + total - clock.monotonic())
    c.set('deadline', { signal: controller.signal, remainingMs })

    const within = <T>(step: () => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        const giveUp = () => {
          const error = c.get('receiving')
            ? new AppError('request-timeout')
            : unavailable(new Error('The deadline passed.'))
          reject(error)
          controller.abort(error)
        }
        start = clock.monotonic()
        let timer = setTimeout(giveUp, total)
        c.set('prolong', (ms) => {
          clearTimeout(timer)
          total = ms
          timer = setTimeout(giveUp, start + total - clock.monotonic())
        })
        step()
          .then(resolve, reject)
          .finally(() => clearTimeout(timer))
      })

    c.set('pace', { within, stop: (reason) => controller.abort(reason) })
    return within(next)
  })
