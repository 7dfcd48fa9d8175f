/** A problem: what the API answered in place of what was asked (RFC 9457), as an error. Tell problems apart by `code`. */
import type { components } from './schema.d.ts'

type Document = components['schemas']['Problem']

export type ProblemCode = Document['code']
export type Fault = NonNullable<Document['errors']>[number]

export class Problem extends Error {
  override readonly name = 'Problem'
  /** From the closed list; undefined where something between us and the API answered. */
  readonly code: ProblemCode | undefined
  readonly status: number
  /** Faults of the input, by JSON Pointer. */
  readonly errors: readonly Fault[]
  /** For a question to whoever runs the API: its log knows the request by this id. */
  readonly requestId: string | undefined
  /** Of a `precondition-failed`: the version there is now. */
  readonly entityTag: string | undefined
  /** The whole document, with what a code adds to it, such as `challenge`. */
  readonly document: Readonly<Record<string, unknown>>

  constructor({ status, headers }: Response, document: Readonly<Record<string, unknown>>) {
    const { title, detail, code, errors } = document as Partial<Document>
    super(detail ?? title ?? `The API answered ${status}.`)
    this.status = status
    this.code = code
    this.errors = errors ?? []
    this.requestId = headers.get('x-request-id') ?? undefined
    this.entityTag = headers.get('etag') ?? undefined
    this.document = document
  }

  static async of(response: Response): Promise<Problem> {
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json')
    return new Problem(response, isProblem ? await response.json() : {})
  }
}
