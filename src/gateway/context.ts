/**
 * What the layers know of one request, in the order in which they learn it.
 * Read it with `c.get`: each look at `c.var` copies all of it.
 */
import type { Actor } from '../core/actor.ts'
import type { ProblemCode } from '../core/errors.ts'
import type { Call, Client, Credential, Deadline, Endpoint, Idempotency } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import type { Preference } from '../ports/preference.ts'

/** May be lost without harm. */
export type Task = () => Promise<unknown>

/** A form as it was read; `csrf` and `key` are the gateway's own fields. */
export interface Form {
  readonly csrf: string | undefined
  /** Stands for the Idempotency-Key, which a form cannot send. */
  readonly key: string | undefined
  /** Everything else, as it was typed. */
  readonly fields: Readonly<Record<string, string>>
}

export interface AppEnv {
  /** Filled by the entry, which alone knows the connection. */
  Bindings: { readonly address: string; readonly unreadable?: ProblemCode | undefined }
  Variables: {
    requestId: string
    /** What will stand on the answer, whichever it is. Layers lay in; `answer` takes out. */
    headers: Record<Lowercase<string>, string>
    /** What is to be done once the answer is made. */
    tasks: Task[]
    ports: Ports
    client: Client
    deadline: Deadline
    /** Lets it take that long from its beginning, and no longer. */
    prolong: (ms: number) => void
    /** For an answer that goes on: each step in the deadline's time, or all of it called off. */
    pace: Pace
    /** How the answer ended; undefined where it was made in one piece. */
    flow: Promise<FlowEnd> | undefined
    /** Waits for the caller, or for what others do, and keeps no place in flight where that is slow. */
    patiently: <T>(wait: () => Promise<T>) => Promise<T>
    /** Reads the body as text, within the size limit and the deadline. */
    readBody: () => Promise<string>
    /** Is the body still arriving? */
    receiving: boolean
    /** The form, where one was sent and read. */
    form: Form | undefined
    endpoint: Endpoint | undefined
    credential: Credential | undefined
    admitted: Admitted
    input: Call['input']
    actor: Actor
    ifMatch: readonly number[] | '*' | undefined
    idempotency: Idempotency | undefined
    preferences: readonly Preference[]
  }
}

export interface Pace {
  within<T>(step: () => Promise<T>): Promise<T>
  /** Fires the deadline's signal. */
  stop(reason: unknown): void
}

/** `cut`: the caller went away, or did not read; `broken`: it could not be told to the end. */
export type FlowEnd = 'whole' | 'cut' | 'broken'

/** What the one trip to Redis brought back. */
export interface Admitted {
  /** True when Redis did not answer and this process counted alone. */
  readonly degraded: boolean
  /** What stood under the credential's key; null where nothing did or none was asked. */
  readonly principal: string | null
  /** What stood under the row's key. */
  readonly row: string | null
}
