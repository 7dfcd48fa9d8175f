/** What a write came to, as the statement told it: an answer, or a refusal that a client can act on. One place for all. */
import { AppError, type Fault, invalid } from '../core/errors.ts'
import type { Outcome } from '../store/atomic.ts'
import { toldAgain } from '../store/replay.ts'
import type { Stored } from './render.ts'

/** The body of a refused outcome, stored with it so that a retry hears the same. */
interface Refusal {
  /** The request that was refused first. */
  readonly request: string | null
  /** References that name no row the owner sees. */
  readonly unknown: readonly string[]
  /** Why the row's state does not allow it, where the statement knows. */
  readonly reason?: string | null
}

/** The row as it is now. Throws the refusal, where it was one; `conflict` says what a wrong state means here. */
export function rowOf(outcome: Outcome, conflict?: string): Stored {
  if (outcome.status >= 300) throw refusal(outcome, conflict)
  if (!outcome.body) throw new Error('A write that changed a row told nothing of it.')
  return outcome.body as Stored
}

function refusal({ status, version, body, replayed }: Outcome, conflict?: string): AppError {
  const { unknown, reason } = body as Refusal
  const error =
    status === 422
      ? invalid(unknown.map((field) => unknownReference(`#/${field}`)))
      : status === 412
        ? new AppError('precondition-failed', undefined, { headers: { etag: `"${version}"` } })
        : status === 409
          ? new AppError('conflict', reason ?? conflict)
          : new AppError('not-found')
  return toldAgain(error, { replayed, body })
}

/** At `pointer` stands a reference that leads to nothing the owner sees. */
export const unknownReference = (pointer: string): Fault => ({
  pointer,
  code: 'unknown_reference',
  detail: 'Must name something that exists and is yours.',
})
