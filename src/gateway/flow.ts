/**
 * Flow: an answer that is longer than memory. It is made as fast as it is read, and it ends in one of three ways, for which the
 * layers around it wait. What breaks it is logged and cuts the connection: a part must not look like the whole.
 */
import type { Context } from 'hono'
import { unavailable } from '../core/errors.ts'
import type { AppEnv, FlowEnd } from './context.ts'
import { known, logFailure } from './problem.ts'

/** How long a reader may take over what he has. */
export const readWithinMs = 60_000

/** How long it may go on in a process that was asked to stop. */
const leaveWithinMs = 10_000

export function flow(
  c: Context<AppEnv>,
  source: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> | null {
  const { stopping, clock } = c.get('ports')
  const { within, stop } = c.get('pace')
  const reader = source.getReader()
  let settle: (how: FlowEnd) => void = () => {}
  const flowing = new Promise<FlowEnd>((resolve) => {
    settle = resolve
  })
  let how: FlowEnd | undefined
  let unread: ReturnType<typeof setTimeout> | undefined
  let begun = false
  let leaving: number | undefined

  function end(as: FlowEnd) {
    clearTimeout(unread)
    if (how) return
    how = as
    settle(as)
    if (as === 'whole') return
    stop(new Error('The answer has ended.'))
    reader.cancel().catch(() => {})
  }

  async function next() {
    if (stopping.aborted) leaving ??= clock.monotonic()
    if (leaving !== undefined && clock.monotonic() - leaving > leaveWithinMs)
      throw unavailable(new Error('The process is stopping.'))
    return reader.read()
  }

  // Only its head was asked for, or the deadline has answered already: nobody will read it.
  if (c.req.method === 'HEAD' || c.get('deadline').signal.aborted) {
    end('cut')
    return null
  }
  c.set('flow', flowing)

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(unread)
        if (!begun) c.executionCtx.waitUntil(flowing)
        begun = true
        try {
          const { done, value } = await within(next)
          if (done) {
            end('whole')
            return controller.close()
          }
          controller.enqueue(value)
          unread = setTimeout(() => {
            end('cut')
            controller.error(new Error('The answer was not read.'))
          }, readWithinMs)
        } catch (error) {
          // What was called off fails, too.
          if (how) return
          logFailure(known(error as Error), c)
          end('broken')
          // The runtime may print it.
          controller.error(new Error('The answer broke off.'))
        }
      },
      cancel: () => end('cut'),
    },
    { highWaterMark: 0 },
  )
}
