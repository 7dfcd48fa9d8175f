/** A TCP proxy: what becomes of each connection's bytes is for its user to say. */
import { connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  /** The target's URL, with the proxy in its place. */
  readonly url: string
  close(): Promise<void>
}

/** Both ends of one connection; where one closes, the other does. */
export interface Ends {
  readonly client: Socket
  readonly upstream: Socket
  /** Closes both. */
  end(): void
  /** From now on either may close, and the other is not told. */
  part(): void
}

/** `pass` is called for each connection and listens to what comes from either end. */
export async function tcpProxy(target: string, pass: (ends: Ends) => void): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname)
    let parted = false
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    const part = () => {
      parted = true
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        if (!parted) end()
      })
    }
    pass({ client, upstream, end, part })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  const url = new URL(target)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
