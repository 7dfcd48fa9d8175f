/** What the writes of the Auth Service have in common: who acts, for how long, and whose Idempotency-Key it is. */
import type { Call } from '../ports/endpoint.ts'
import type { Write } from '../store/atomic.ts'
import { contextOf } from '../store/context.ts'
import { keyOfStranger } from './stranger.ts'

/** A write without its values. */
export type Writing = Omit<Write, 'values'>

/** By somebody who is signed in. */
export const writeOfUser = (call: Call, userId: string): Writing => ({
  context: contextOf(call),
  deadline: call.deadline,
  principal: userId,
  idempotency: call.idempotency,
})

/** By whoever it is. */
export const writeOfStranger = (call: Call): Writing => ({
  context: contextOf(call),
  deadline: call.deadline,
  ...keyOfStranger(call),
})
