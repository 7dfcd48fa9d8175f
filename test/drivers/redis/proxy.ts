/** A TCP proxy that counts what the client writes, and can be slow, deaf or dead. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly url: string
  /** Chunks that came from clients, after their handshakes. */
  readonly writes: () => number
  readonly connections: () => number
  /** Holds every answer back this long. */
  delay(ms: number): void
  /** Swallows everything from now on, without closing anything. */
  silence(silent: boolean): void
  /** Cuts all connections and accepts no more until `revive`. */
  kill(): Promise<void>
  revive(): Promise<void>
  close(): Promise<void>
}

export async function openProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  let writes = 0
  let connections = 0
  let delayMs = 0
  let silent = false

  const server = createServer((client) => {
    connections++
    const upstream = connect(Number(port || 6379), hostname)
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (data) => {
      writes++
      if (!silent) upstream.write(data)
    })
    upstream.on('data', (data) => {
      setTimeout(() => !silent && client.writable && client.write(data), delayMs)
    })
  })
  const listen = (on: number) =>
    new Promise<void>((resolve) => server.listen(on, '127.0.0.1', () => resolve()))
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of open) socket.destroy()
    })
  await listen(0)
  const own = (server.address() as AddressInfo).port

  return {
    url: `redis://127.0.0.1:${own}`,
    writes: () => writes,
    connections: () => connections,
    delay: (ms) => {
      delayMs = ms
    },
    silence: (value) => {
      silent = value
    },
    kill: shut,
    revive: () => listen(own),
    close: shut,
  }
}
