/** Who gathers what happened in many systems (a SIEM): sealed records of the audit log are handed to it. */

export interface Handful {
  /** Whose log it is. */
  readonly origin: string
  /** The place of the first in the tree, and that behind the last: the same handful has the same, should it come twice. */
  readonly from: number
  readonly to: number
  /** Each an event as JSON text. */
  readonly events: readonly string[]
}

export interface Collector {
  /** For metrics, and for how far it was told: the host. */
  readonly name: string
  /** Throws where it was not taken; then it is handed over again. */
  push(handful: Handful, signal: AbortSignal): Promise<void>
}
