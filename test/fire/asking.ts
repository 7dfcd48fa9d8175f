/** One request over a connection that is kept, and what became of it: a whole answer, nobody there, or lost midway. */
import { type Agent, type IncomingMessage, request } from 'node:http'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Sends half of the body at once and the rest only then. */
  readonly afterHalf?: Promise<unknown>
  /** How long the client waits for the whole of the answer; default: as long as it takes. */
  readonly withinMs?: number
}

export type Got =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: IncomingMessage['headers']
      readonly body: string
    }
  /** Nothing was sent: nobody listens. */
  | { readonly kind: 'refused' }
  /** Whether it took effect is unknown. */
  | { readonly kind: 'lost'; readonly why: string }

export function ask(url: string, agent: Agent | false, asked: Asked): Promise<Got> {
  const { method, path, token, afterHalf, withinMs } = asked
  const patience = withinMs ? { signal: AbortSignal.timeout(withinMs) } : {}
  const body = asked.body === undefined ? undefined : JSON.stringify(asked.body)
  const headers = {
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
    ...(token && { authorization: `Bearer ${token}` }),
    ...asked.headers,
  }
  return new Promise((resolve) => {
    const sent = request(new URL(path, url), { method, agent, headers, ...patience }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () =>
        resolve(
          response.complete
            ? { kind: 'answer', status: response.statusCode ?? 0, headers: response.headers, body: text }
            : { kind: 'lost', why: 'half an answer' },
        ),
      )
      response.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ kind: 'lost', why: error.code ?? error.message }),
      )
    })
    sent.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === 'ECONNREFUSED'
          ? { kind: 'refused' }
          : { kind: 'lost', why: error.code ?? error.message },
      ),
    )
    if (!afterHalf || body === undefined) sent.end(body)
    else {
      sent.write(body.slice(0, body.length / 2))
      void afterHalf.then(() => sent.end(body.slice(body.length / 2)))
    }
  })
}
