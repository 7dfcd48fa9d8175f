/**
 * Answer: the one place where status, headers and body become a Response. What the layers have laid in `headers` by
 * then stands on whatever it turns out to be: a success, a problem, a preflight's answer.
 *
 * Headers are a plain record: on Node it goes to the wire as it is, where a `Headers` would be filled, sorted and
 * copied for each request.
 */
import type { Context } from 'hono'
import type { HeaderFields } from '../core/headers.ts'
import type { AppEnv } from './context.ts'

/** `own` goes before what the layers have laid; only cookies are more than one to a name. */
export function answer(
  c: Context<AppEnv>,
  status: number,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null,
  own: HeaderFields,
  cookies: readonly string[] = [],
): Response {
  // A copy: a layer that comes too late, after the deadline's answer, changes nothing that is on its way.
  const headers = { ...c.get('headers'), ...own }
  if (cookies.length === 0) return new Response(body, { status, headers })
  const lines = cookies.map((cookie): [string, string] => ['set-cookie', cookie])
  return new Response(body, { status, headers: [...Object.entries(headers), ...lines] })
}
