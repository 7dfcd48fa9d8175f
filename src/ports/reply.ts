/** What an endpoint answers with; the gateway makes of it what HTTP has for it. */
import type { HeaderFields } from '../core/headers.ts'

export interface Reply {
  /** Default: the endpoint's `output.status`. */
  readonly status?: number
  /** Serialised as JSON; a string is sent as it is with `output.mediaType`. */
  readonly body?: unknown
  /** The body, where it is JSON text already; instead of `body`. */
  readonly json?: string
  /** The body, where it is no text; instead of `body`. */
  readonly bytes?: Uint8Array<ArrayBuffer>
  /**
   * The body, where it is longer than memory; instead of `body`. It is pulled as it is read, each pull within the deadline,
   * whose signal fires as well where the caller went away. An error cuts the connection: what came is not all.
   */
  readonly stream?: ReadableStream<Uint8Array>
  readonly headers?: HeaderFields
  /** Row version: becomes `ETag: "<version>"`, and a GET whose If-None-Match holds it becomes 304. */
  readonly version?: number
  /** Holds a secret: `Cache-Control: no-store` even on success. */
  readonly secret?: boolean
  /** Full `Set-Cookie` values. */
  readonly cookies?: readonly string[]
  /** The answer is a stored one: sends `Idempotency-Replayed: true`. */
  readonly replayed?: boolean
}
