/**
 * Entity tags: which version does a change mean, and has what was read changed since?
 *
 * The tag of a row that was read or written goes along as If-Match with the next PATCH or DELETE of it, unless the call
 * says another; 412 then says that somebody else was faster. A refused change leaves what is remembered as it is: only who
 * reads again knows what there is to overwrite.
 */
import type { Fetch } from './retries.ts'

export interface EntityTagOptions {
  /** Versions of how many rows; 0 remembers none. Default: 1000. */
  readonly tags?: number
  /** How many answers are kept whole, to be shown again where the API says that nothing changed (304). Default: 0. */
  readonly answers?: number
}

/** A row's version; the tag of a list is a digest, and nothing is changed by it. */
const version = /^"\d+"$/

export function remembering(fetch: Fetch, { tags = 1_000, answers = 0 }: EntityTagOptions = {}): Fetch {
  const versions = bounded<string>(tags)
  const kept = bounded<Response>(answers)

  return async (request) => {
    const { method, url, headers } = request
    const whose = headers.get('authorization') ?? ''
    const about = (address: string) => `${whose} ${address.split('?')[0]}`

    const tag = versions.get(about(url))
    if (tag && changes(method) && !headers.has('if-match')) headers.set('if-match', tag)
    const known = method === 'GET' && !headers.has('if-none-match') ? kept.get(`${whose} ${url}`) : undefined
    if (known) headers.set('if-none-match', known.headers.get('etag') ?? '')

    const response = await fetch(request)
    if (response.status === 304 && known) return shownAgain(known, response)
    if (!response.ok) return response
    const current = response.headers.get('etag')
    if (method === 'DELETE') versions.drop(about(url))
    else if (current && version.test(current)) versions.put(about(rowOf(request, response)), current)
    if (method === 'GET' && current && !response.headers.get('cache-control')?.includes('no-store'))
      kept.put(`${whose} ${url}`, response.clone())
    return response
  }
}

const changes = (method: string) => method === 'PATCH' || method === 'DELETE'

/** Whose version an answer tells: of what was made, of the row that an action was asked of (`…/{id}/issue`), or of itself. */
function rowOf({ method, url }: Request, { headers }: Response): string {
  if (method !== 'POST') return url
  const made = headers.get('location')
  return new URL(made ?? '.', url).href.replace(/\/$/, '')
}

/** The body that was kept, under the headers of today. */
function shownAgain(known: Response, { headers }: Response): Response {
  const shown = new Response(known.clone().body, { headers: known.headers })
  for (const [name, value] of headers) shown.headers.set(name, value)
  return shown
}

/** What was used longest ago goes first. */
function bounded<T>(limit: number) {
  const held = new Map<string, T>()
  function put(key: string, value: T): void {
    held.delete(key)
    held.set(key, value)
    const [oldest] = held.keys()
    if (held.size > limit && oldest !== undefined) held.delete(oldest)
  }
  function get(key: string): T | undefined {
    const value = held.get(key)
    if (value !== undefined) put(key, value)
    return value
  }
  return { get, put, drop: (key: string) => void held.delete(key) }
}
