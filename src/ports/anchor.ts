/**
 * Where checkpoints of the audit log are published outside the database: in somebody else's hands, so that whoever rewrites
 * the log has to rewrite them as well.
 */

export interface Published {
  /** How many entries the checkpoint covers. */
  readonly size: number
  /** The signed note (C2SP tlog-checkpoint), as it is. */
  readonly note: string
}

export interface Anchor {
  /** For settings, log and metrics: `folder`, `s3`, `witness:<name>`, `mail`. */
  readonly name: string
  /** How often it wants to hear; absent: of every checkpoint. Seconds. */
  readonly everySeconds?: number
  /**
   * Puts one there; harmless when repeated. `consistency(from)`: the proof from a smaller tree to this one (RFC 6962 §2.1.2), for those
   * that ask. Gives the signature lines of who signs as well. Throws where it was not taken.
   */
  publish(
    checkpoint: Published,
    consistency: (from: number) => Promise<readonly Uint8Array[]>,
    signal: AbortSignal,
  ): Promise<{ readonly cosignatures?: string }>
  /** The newest note that it holds of this log; undefined where it holds none. Absent: it cannot be asked. Throws where it does not answer. */
  newest?(origin: string, signal: AbortSignal): Promise<string | undefined>
  /** The note of this size that it holds of this log. Absent: it cannot be asked for one. Throws where it does not answer. */
  at?(size: number, origin: string, signal: AbortSignal): Promise<string | undefined>
  /** Every note that it holds, oldest first; absent: it cannot be asked. */
  all?(signal: AbortSignal): AsyncIterable<string>
}

/** What a driver throws: which answer it got, and nothing of what was in it. */
export interface AnchorError extends Error {
  readonly name: 'AnchorError'
  /**
   * `ETIMEDOUT`, `ECONNECTION` or a status; `too-long`, `malformed`; `differs`: it holds another note of that size; `ahead`: a witness
   * has seen a larger tree than this one; `not-cosigned`: what came back was signed by nobody we were told of.
   */
  readonly code: string
}
