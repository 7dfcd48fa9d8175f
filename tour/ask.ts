/** One request over HTTP, timed; what went out and what came back is kept as it was. */
import { type Client, client } from '../client/index.ts'

export interface Ask {
  readonly method: string
  readonly path: string
  readonly headers: Headers
}

export interface Answer {
  readonly status: number
  readonly milliseconds: number
  readonly headers: Headers
  /** The JSON body; undefined where there was none. */
  readonly body: unknown
}

export interface Exchange {
  readonly ask: Ask
  readonly answer: Answer
}

/** No server, or none that answers in time. */
export class Unreachable extends Error {}

const patienceMs = 10_000

/** Asks once for each call of the client, and gives what was exchanged: a refusal is an answer like any other. */
export function voice(origin: string, token: () => string | undefined) {
  let heard: Exchange | undefined
  const api = client({
    baseUrl: origin,
    token,
    retries: { attempts: 1 },
    async fetch(request) {
      const [exchange, response] = await exchanged(request)
      heard = exchange
      return response
    },
  })
  return async function say(call: (api: Client) => Promise<unknown>): Promise<Exchange> {
    heard = undefined
    const failure = await call(api).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (!heard) throw failure
    return heard
  }
}

/** What the API's document does not describe: whether somebody is there, and the mails of a development server. */
export async function look(origin: string, path: string): Promise<Answer> {
  const [{ answer }] = await exchanged(new Request(new URL(path, origin)))
  return answer
}

async function exchanged(request: Request): Promise<[Exchange, Response]> {
  const { method, url, headers } = request
  const { origin, pathname, search } = new URL(url)
  const began = performance.now()
  try {
    const response = await fetch(request, { redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
    const text = await response.clone().text()
    const answer = {
      status: response.status,
      milliseconds: Math.round((performance.now() - began) * 10) / 10,
      headers: response.headers,
      body: parsed(text),
    }
    return [{ ask: { method, path: pathname + search, headers }, answer }, response]
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
