/** Work that may follow the answer. The runtime is asked to wait for it; its failure harms nothing and is counted. */
import type { Context } from 'hono'
import type { AppEnv } from './context.ts'
import { failureOf } from './failure.ts'

export function later(c: Context<AppEnv>, task: () => Promise<unknown>) {
  const { ports, requestId } = c.var
  // In a turn of its own, so that the answer leaves first.
  const done = new Promise<void>((resolve) => setTimeout(resolve, 0))
    .then(task)
    .catch((cause) => {
      ports.meter.count('later_failed_total')
      ports.log.write({
        level: 'warn',
        action: 'http.later',
        result: 'failure',
        request_id: requestId,
        error: failureOf(cause),
      })
    })
  c.executionCtx.waitUntil(done)
}
