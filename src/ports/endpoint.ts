/**
 * The driving port: how the world calls us. An endpoint is data; only `app.ts` mounts it, so none can skip a layer,
 * and the documentation, the typed client and the tests are made from the same list.
 */
import type { z } from 'zod'
import type { Actor, Role } from '../core/actor.ts'
import type { Fault, ProblemCode } from '../core/errors.ts'
import type { SentHeaders } from '../core/headers.ts'
import type { Ports } from './index.ts'
import type { Input } from './input.ts'
import type { Preference } from './preference.ts'
import type { Reply } from './reply.ts'

export type { Reply } from './reply.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/**
 * Who may call. There is no default: every opening is a visible word in a diff. `session`: a person, and no program with
 * an API key; `recent`: one who proved within the last ten minutes who they are; `signed-in`: either, person or program.
 */
export type Access =
  | 'anyone'
  | 'signed-in'
  | 'session'
  | 'recent'
  | 'operator'
  | {
      readonly permission: string
      readonly recent?: boolean
      /** What else it takes for what is asked in the query. */
      readonly besides?: (query: Readonly<Record<string, unknown>>) => readonly string[]
      /** Only these roles, of those that have the permission. */
      readonly roles?: readonly Role[]
    }

/** `address` is always counted; a credential, if presented, is counted as well. `local` never leaves the process (health). */
export type LimitName = 'address' | 'login' | 'mail' | 'payments' | 'local'

/** Which cached row this call reads, or announces that it is about to change. */
export interface CacheUse {
  readonly use: 'read' | 'announce'
  /** The cache key, from the raw path parameters; undefined where they cannot name a row. */
  readonly key: (params: Readonly<Record<string, string>>) => string | undefined
}

export interface Output {
  readonly status: 200 | 201 | 202 | 204 | 303
  readonly description: string
  readonly body?: z.ZodType
  /** Media type of the body where it is not JSON. */
  readonly mediaType?: string
  /** Others that it may come in, as was asked. */
  readonly alternatives?: readonly string[]
  /** Is it a stream? */
  readonly flows?: boolean
  readonly headers?: readonly string[]
}

export interface Endpoint {
  readonly method: Method
  /** OpenAPI's spelling: `/v1/invoices/{id}`. */
  readonly path: string
  /**
   * Is the last parameter all the rest of the path, with its slashes? OpenAPI has no word for it: who goes by the document sends them
   * as `%2F`, and means the same.
   */
  readonly rest?: boolean
  /** `invoices:update`: names it in logs, metrics, the audit log; the OpenAPI operationId is made from it. */
  readonly action: string
  readonly summary: string
  readonly tag: string
  readonly input: Input
  readonly output: Output
  /** Problems beyond those that every endpoint can answer with. */
  readonly problems: readonly ProblemCode[]
  readonly access: Access
  /** What is presented is not looked at: a session that is over must not stand in the way of a new one. */
  readonly unrecognised?: boolean
  readonly limits: readonly LimitName[]
  /** Milliseconds it may take where it waits for somebody else's server; otherwise 1.5 s to read, 3 s to write. */
  readonly patienceMs?: number
  readonly cache?: CacheUse
  /** Does it change something that exists? Then If-Match names the version that is meant: it must (428 without), or it may. */
  readonly conditional?: 'required' | 'optional'
  /** Takes an Idempotency-Key, stored in the write's own transaction. */
  readonly idempotent?: boolean
  /** The preferences it heeds. */
  readonly prefers?: readonly Preference[]
  /** Answers with pages and not with JSON: gets the pages' Content-Security-Policy. */
  readonly page?: boolean
  /** What a person is shown in place of a problem document, whichever layer refused; undefined keeps the document. Asks nobody. */
  readonly refused?: (refusal: Refusal) => Reply | undefined
  readonly run: (call: Call) => Promise<Reply>
}

/** Types `call.input` from the schemas; at run time it is the identity. */
export function endpoint<
  P extends z.ZodType<Record<string, unknown>> = z.ZodType<Record<string, never>>,
  Q extends z.ZodType<Record<string, unknown>> = z.ZodType<Record<string, never>>,
  B extends z.ZodType = z.ZodType<undefined>,
>(
  declaration: Omit<Endpoint, 'input' | 'run'> & {
    readonly input: Pick<Input, 'headers' | 'mediaTypes' | 'bodyMayBeAbsent'> & {
      params?: P
      query?: Q
      body?: B | undefined
      form?: B
      raw?: B
    }
    readonly run: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply>
  },
): Endpoint {
  return declaration as unknown as Endpoint
}

/** A request that was refused, and as much of it as was known by then. */
export interface Refusal {
  readonly code: ProblemCode
  readonly status: number
  /** A sentence for people, without any submitted value. */
  readonly detail: string
  readonly errors: readonly Fault[]
  readonly retryAfterSeconds: number | undefined
  readonly path: string
  /** Was it a browser, that wants to show a page? */
  readonly toBeShown: boolean
  /** Path and query. */
  readonly target: string
  /** The fields of the form, or of the query: unchecked, and for nobody but who typed them. */
  readonly typed: Readonly<Record<string, string>>
  /** Undefined where it was refused before it was known who asks. */
  readonly actor: Actor | undefined
  readonly credential: Credential | undefined
  readonly requestId: string
  readonly ports: Ports
}

/** Where the request came from, as the entry saw it; never from a header a caller can set. */
export interface Client {
  readonly address: string
  readonly userAgent: string | undefined
}

export interface Idempotency {
  readonly key: string
  /** SHA-256 over method, path, canonical body and If-Match. */
  readonly requestHash: string
}

/** What `run` receives. No HTTP, no Hono. */
export interface Call<P = unknown, Q = unknown, B = unknown> {
  readonly input: { readonly params: P; readonly query: Q; readonly body: B; readonly headers: SentHeaders }
  readonly action: string
  readonly actor: Actor
  readonly requestId: string
  readonly client: Client
  /** `remainingMs()` never falls below 1; `signal` fires at the deadline. */
  readonly deadline: Deadline
  /** The versions in If-Match, one of which must stand; `'*'` matches any. Present wherever `conditional` is `required`. */
  readonly ifMatch: readonly number[] | '*' | undefined
  /** Present where the endpoint is `idempotent` and the client sent a key. */
  readonly idempotency: Idempotency | undefined
  /** Those that were sent, of the ones that the endpoint heeds. */
  readonly preferences: readonly Preference[]
  /** What the cache held for `endpoint.cache` when `use` is `read`: undefined = nothing or a tombstone. Authorize before use. */
  readonly cached: string | undefined
  /** May this call fill the cache? False where a tombstone stood or Redis was not reached. */
  readonly mayFill: boolean
  /** The credential presented, for logout; `transport` tells how it came. */
  readonly credential: Credential | undefined
  /** A cookie by its name, as the browser sent it. */
  cookie(name: string): string | undefined
  /** Full request URL, for pagination links: path and query only, never an origin taken from `Host`. */
  readonly target: string
  readonly ports: Ports
  /**
   * Waits, and leaves its place in flight to others meanwhile: for what is done on a thread of its own or on somebody else's server.
   * Throws `unavailable` where no place came free again.
   */
  patiently<T>(wait: () => Promise<T>): Promise<T>
  /** Runs after the response (`waitUntil`); a failure is logged and harms nothing. */
  later(task: () => Promise<unknown>): void
}

export interface Deadline {
  readonly signal: AbortSignal
  remainingMs(): number
}

export interface Credential {
  readonly token: string
  readonly transport: 'bearer' | 'cookie'
  readonly kind: 'session' | 'api-key'
  /** What it is looked up by; undefined where the token cannot be one of ours. */
  readonly hash: string | undefined
}
