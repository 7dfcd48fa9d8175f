/**
 * Later: what may follow the answer. Layers leave tasks; they begin in a turn of their own once the answer is made.
 * The runtime is asked to wait for them; that one fails or is lost harms nothing, and is counted.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { AppEnv, Task } from './context.ts'
import { failureOf } from './failure.ts'

export const later = () =>
  createMiddleware<AppEnv>(async function later(c, next) {
    c.set('tasks', [])
    await next()
    for (const task of c.get('tasks')) c.executionCtx.waitUntil(begin(c, task))
  })

function begin(c: Context<AppEnv>, task: Task): Promise<void> {
  const ports = c.get('ports')
  const requestId = c.get('requestId')
  return new Promise<void>((resolve) => setTimeout(resolve, 0)).then(task).then(
    () => {},
    (cause) => {
      ports.meter.count('later_failed_total')
      ports.log.write({
        level: 'warn',
        action: 'http.later',
        result: 'failure',
        request_id: requestId,
        error: failureOf(cause),
      })
    },
  )
}
