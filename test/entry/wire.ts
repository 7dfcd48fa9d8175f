/** One HTTP exchange with nothing in between: no redirects, no added headers, no parsing. */
import { request } from 'node:http'

export interface Sent {
  readonly method: string
  /** As it stands on the request line; nothing normalises it. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
}

export interface Received {
  readonly status: number
  /** Names in lower case; `set-cookie` may have several. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Buffer
}

export function exchange(origin: string, { method, target, headers, body }: Sent): Promise<Received> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path: target, headers, agent: false, timeout: 15_000 })
    let answered = false
    asked.on('response', (answer) => {
      answered = true
      const chunks: Buffer[] = []
      const done = () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers as Received['headers'],
          body: Buffer.concat(chunks),
        })
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', done)
      // A server may hang up on a body that it refused; what it said before counts.
      answer.on('error', done)
    })
    asked.on('timeout', () => asked.destroy(new Error(`No answer to ${method} ${target} in 15 s.`)))
    asked.on('error', (error) => {
      if (!answered) reject(error)
    })
    asked.end(body)
  })
}
