/** Stands in for an Upstash that is not well: answers with whatever a test wants, as late as it wants. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Answer {
  readonly status?: number
  readonly body: string
  readonly delayMs?: number
  /** Cuts the connection instead of answering. */
  readonly cut?: boolean
}

export interface StandIn {
  readonly url: string
  readonly asked: {
    readonly headers: Readonly<Record<string, unknown>>
    readonly path: string
    readonly body: unknown
  }[]
  answer: Answer
  close(): Promise<void>
}

export async function openStandIn(): Promise<StandIn> {
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    standIn.asked.push({
      headers: request.headers,
      path: request.url ?? '',
      body: JSON.parse(text || 'null'),
    })
    const { status = 200, body, delayMs = 0, cut } = standIn.answer
    if (cut) return void request.socket.destroy()
    setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end(body), delayMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const standIn: StandIn = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer: { body: '[]' },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return standIn
}
