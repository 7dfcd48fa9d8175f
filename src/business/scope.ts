/** Whose rows: the one scope there is so far. A stranger's row is not found. */
import type { Actor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'

/** The owner whose rows this actor sees. Only a signed-in person has any. */
export function ownerOf(actor: Actor): string {
  if (actor.kind !== 'user') throw new AppError('unauthenticated')
  return actor.id
}
