/** Action: a step in a row's life, taken only from the state that allows it. If-Match is heeded where it is sent. */
import type { Reply } from '../../ports/endpoint.ts'
import type { Action, Entity } from '../declaration.ts'
import { rowOf } from '../outcome.ts'
import { render } from '../render.ts'
import type { EntityCall } from './call.ts'
import { changeOf, send } from './change.ts'

export function acting(entity: Entity, action: Action) {
  const { allowed, set, from, ctes } = action
  const write = changeOf(entity, { success: 200, allowed, set, from, ctes })

  return async function act(call: EntityCall, id: string): Promise<Reply> {
    const result = await send(write, call, { id })
    const row = rowOf(result, action.refusal)
    const { keys } = call.ports.config
    return { body: render(entity, keys, row), version: row.version as number, replayed: result.replayed }
  }
}
