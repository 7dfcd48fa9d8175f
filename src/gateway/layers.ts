/**
 * Layers: one inside the other, as one handler. What Hono's own composition does, without two promises for each layer:
 * one that only passes on (`return next()`) costs a function call, and most of ours do.
 */
import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnv } from './context.ts'
import { problem } from './problem.ts'

type Layer = MiddlewareHandler<AppEnv>

export interface Layers extends Layer {
  /** The names of the layers, outermost first: so that a test can hold the mounted app against the plan. */
  readonly order: readonly string[]
}

export function layers(...inOrder: readonly Layer[]): Layers {
  const enter: Layer = (c, next) => {
    const from = (at: number): Promise<unknown> => {
      const layer = inOrder[at]
      if (!layer) return next()
      let within: Promise<unknown> | undefined
      try {
        const answered = layer(c, () => {
          within = from(at + 1)
          return within as Promise<void>
        })
        // It only passed on: what is within has taken care of itself.
        if (answered === within) return answered
        return answered.then(
          (response) => give(c, response),
          (error) => refuse(c, error),
        )
      } catch (error) {
        return Promise.resolve(refuse(c, error))
      }
    }
    return from(0) as Promise<void>
  }
  return Object.assign(enter, { order: inOrder.map(({ name }) => name) })
}

function give(c: Context<AppEnv>, response: unknown) {
  if (response instanceof Response && !c.finalized) c.res = response
}

/** What a layer throws becomes the answer there and then: those around it see an answer, never an exception. */
function refuse(c: Context<AppEnv>, error: unknown) {
  if (!(error instanceof Error)) throw error
  c.res = problem(error, c)
}
