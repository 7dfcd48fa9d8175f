/** What an endpoint takes: params, query and body, each by its own strict schema. */
import type { z } from 'zod'

export interface Input {
  readonly params?: z.ZodType<Record<string, unknown>>
  readonly query?: z.ZodType<Record<string, unknown>>
  readonly body?: z.ZodType
  /** Where nothing is sent, an empty object was meant. */
  readonly bodyMayBeAbsent?: boolean
  /** What a form of a page sends, instead of a body: text fields, each at most once. It arrives as `call.input.body`. */
  readonly form?: z.ZodType
  /** The exact text, instead of a body, for who verifies a signature over it. It arrives as `call.input.body`. */
  readonly raw?: z.ZodType<string>
  /** Headers that `run` is told, by their names in lower case. They arrive as `call.input.headers`, unchecked. */
  readonly headers?: readonly string[]
  /** Media types besides application/json that the body may come in. */
  readonly mediaTypes?: readonly string[]
}
