/** The way out to addresses that a stranger wrote down: never into our own network, never on by a redirect, never for long. */

/** What one POST sends. */
export interface Posting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came back of it: the body is nobody's concern. */
export interface Answered {
  readonly status: number
  /** `Retry-After`, as it was sent. */
  readonly retryAfter: string | undefined
}

export interface Egress {
  /** Could this address be asked at all? Where its name leads is not looked at before it is asked. */
  permits(url: string): boolean
  /** Sends once; a redirect is an answer like any other. Throws `EgressError`. */
  post(posting: Posting, signal: AbortSignal): Promise<Answered>
}

/** `refused`: it leads where nobody may be sent. `unreachable`: no connection, or no trust in it. `time`: no answer in time. */
export type EgressFault = 'refused' | 'unreachable' | 'time'

/** What a driver throws. It holds nothing of the address, nor of what was sent. */
export interface EgressError extends Error {
  readonly name: 'EgressError'
  readonly fault: EgressFault
}

export function isEgressError(error: unknown): error is EgressError {
  return error instanceof Error && error.name === 'EgressError'
}

export function egressError(fault: EgressFault): EgressError {
  return Object.assign(new Error(`Nothing was delivered (${fault}).`), {
    name: 'EgressError' as const,
    fault,
  })
}
