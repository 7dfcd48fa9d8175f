/**
 * The client: every call of the API by its path, typed by the OpenAPI document. A good answer is returned, any other is
 * thrown as a `Problem`; what may safely be asked again is, and changes carry the version that was read.
 *
 * One client speaks for one person: what it remembers is remembered for its credential.
 */
import createClient, { type MaybeOptionalInit, type ParseAsResponse } from 'openapi-fetch'
import type { MediaType, PathsWithMethod, RequiredKeysOf, SuccessResponse } from 'openapi-typescript-helpers'
import { type EntityTagOptions, remembering } from './entity-tags.ts'
import { Problem } from './problem.ts'
import { type Fetch, type RetryOptions, retrying } from './retries.ts'
import type { paths } from './schema.d.ts'

export interface ClientOptions {
  /** The origin, such as `https://api.example.com`. */
  readonly baseUrl: string
  /** A session token or an API key; a function is asked before each call, and may wait. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>)
  /** On every request: `X-CSRF-Token`, where the session is a cookie. */
  readonly headers?: Readonly<Record<string, string>>
  readonly credentials?: RequestCredentials
  readonly retries?: RetryOptions
  readonly entityTags?: EntityTagOptions
  /** Default: the runtime's own. */
  readonly fetch?: Fetch
}

type Verb = 'get' | 'post' | 'patch' | 'delete'

export type Init<P extends keyof paths, V extends Verb> = MaybeOptionalInit<paths[P], V>

type Call<V extends Verb> = <P extends PathsWithMethod<paths, V>, I extends Init<P, V>>(
  path: P,
  ...init: RequiredKeysOf<I> extends never ? [init?: I] : [init: I]
) => Promise<Answer<paths[P][V], I>>

type Responses = Readonly<Record<number, unknown>>

/** A good one: any other was thrown. */
interface Answer<Operation, I> {
  readonly data: Operation extends { readonly responses: infer R extends Responses }
    ? Told<ParseAsResponse<SuccessResponse<R, MediaType>, I>>
    : never
  readonly response: Response
}

/** Where an answer may have a body it has one: only who prefers `return=minimal` is told nothing. */
type Told<D> = [Exclude<D, undefined>] extends [never] ? undefined : Exclude<D, undefined>

export interface Client {
  readonly GET: Call<'get'>
  readonly POST: Call<'post'>
  readonly PATCH: Call<'patch'>
  readonly DELETE: Call<'delete'>
}

export function client(options: ClientOptions): Client {
  const { baseUrl, token, headers, credentials, retries, entityTags } = options
  const fetch = options.fetch ?? ((request: Request) => globalThis.fetch(request))
  const api = createClient<paths>({
    baseUrl,
    fetch: remembering(retrying(fetch, retries), entityTags),
    ...(headers && { headers }),
    ...(credentials && { credentials }),
  })
  api.use({
    async onRequest({ request }) {
      const current = typeof token === 'function' ? await token() : token
      if (current !== undefined && !request.headers.has('authorization'))
        request.headers.set('authorization', `Bearer ${current}`)
    },
    async onResponse({ response }) {
      if (!response.ok) throw await Problem.of(response)
    },
  })
  return api as unknown as Client
}
