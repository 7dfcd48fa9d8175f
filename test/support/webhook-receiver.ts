/** Somebody's server that receives webhooks: real HTTP, which keeps what came and answers as it is told. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Answering = (response: ServerResponse, received: Received) => void

export type Receiver = Awaited<ReturnType<typeof openReceiver>>

/** `host`: the address it listens on; any of 127.0.0.0/8 is this machine. */
export async function openReceiver(host = '127.0.0.1', port = 0) {
  const received: Received[] = []
  const ok: Answering = (response) => void response.writeHead(204).end()
  let answer = ok
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const one = {
        method,
        path: url,
        headers: headers as Record<string, string>,
        body: Buffer.concat(chunks).toString('utf8'),
      }
      received.push(one)
      answer(response, one)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    received,
    /** From now on; without an argument: 204. */
    answer(next: Answering = ok) {
      answer = next
    },
    status(status: number, headers: Record<string, string> = {}) {
      answer = (response) => void response.writeHead(status, headers).end()
    },
    close() {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
