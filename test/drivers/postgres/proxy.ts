/** A TCP proxy that counts, and that can go deaf or cut the line. */
import { connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly url: string
  /** What was said since the last look: `>` for each run of bytes to the server, `<` for each run back. */
  heard(): string
  /** From now on no answer reaches the client; its connections are cut when the server has answered. */
  loseAnswers(): void
  /** From now on everything passes again. */
  mend(): void
  close(): Promise<void>
}

export async function openProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let spoken = ''
  let losing = false

  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (bytes) => {
      if (!spoken.endsWith('>')) spoken += '>'
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => {
      if (losing) return client.destroy()
      if (!spoken.endsWith('<')) spoken += '<'
      client.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')

  const url = new URL(target)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    heard() {
      const heard = spoken
      spoken = ''
      return heard
    },
    loseAnswers() {
      losing = true
    },
    mend() {
      losing = false
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
