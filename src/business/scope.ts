/** Whose rows: the one scope there is so far. A stranger's row is not found. */
import type { Actor } from '../core/actor.ts'
import { AppError } from '../core/errors.ts'
import type { Stored } from './render.ts'

/** The owner whose rows this actor sees. Only a signed-in person has any. */
export function ownerOf(actor: Actor): string {
  if (actor.kind !== 'user') throw new AppError('unauthenticated')
  return actor.id
}

/** The same scope, for a row that the cache held. */
export function owns(actor: Actor, row: Stored): boolean {
  return row.owner_id === ownerOf(actor) && row.deleted_at === null
}
