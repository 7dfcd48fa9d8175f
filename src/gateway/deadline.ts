/**
 * Deadline: how long may this take? 1.5 s to read, 3 s to write, then 503 whatever hangs; 408 where it is the caller.
 * An endpoint that waits for somebody else's server declares its own patience.
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
    const total = c.req.method === 'GET' || c.req.method === 'HEAD' ? readDeadlineMs : writeDeadlineMs
    const { clock } = c.get('ports')
    const start = clock.now()
    let end = start + total
    const controller = new AbortController()
    c.set('deadline', { signal: controller.signal, remainingMs: () => Math.max(1, end - clock.now()) })

    return new Promise<void>((resolve, reject) => {
      const giveUp = () => {
        const error = c.get('receiving')
          ? new AppError('request-timeout')
          : unavailable(new Error('The deadline passed.'))
        reject(error)
        controller.abort(error)
      }
      let timer = setTimeout(giveUp, total)
      c.set('prolong', (ms) => {
        clearTimeout(timer)
        end = start + ms
        timer = setTimeout(giveUp, Math.max(0, end - clock.now()))
      })
      next()
        .then(resolve, reject)
        .finally(() => clearTimeout(timer))
    })
  })
