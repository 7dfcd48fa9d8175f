/** One request over HTTP, timed; what came back is kept as it came. */
export interface Ask {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** A bearer token; never shown. */
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer {
  readonly status: number
  readonly milliseconds: number
  readonly headers: Headers
  /** The JSON body; undefined where there was none. */
  readonly body: unknown
}

/** No server, or none that answers in time. */
export class Unreachable extends Error {}

const patienceMs = 10_000

export async function send(origin: string, { method, path, body, token, headers }: Ask): Promise<Answer> {
  const began = performance.now()
  const options: RequestInit = {
    method,
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  try {
    const response = await fetch(new URL(path, origin), options)
    const text = await response.text()
    return {
      status: response.status,
      milliseconds: Math.round((performance.now() - began) * 10) / 10,
      headers: response.headers,
      body: parsed(text),
    }
  } catch (cause) {
    throw new Unreachable(`Nothing answers at ${origin}.`, { cause })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A text or number of the body by its path, `session.id`; the empty text where there is none. */
export function at({ body }: Answer, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined | null)?.[step], body)
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}
