/**
 * A TCP proxy that cuts connections in the middle of their work: what a client sends is lost before it arrives, or it arrives,
 * takes effect, and the answer to it is lost. Which, and how often, is a matter of chance.
 */
import { connect, createServer, type Socket } from 'node:net'

export interface CuttingProxy {
  /** The target's URL, with the proxy in its place. */
  readonly url: string
  /** How often what is sent is cut, from now on: 0 to 1. */
  cut(share: number): void
  readonly cuts: { before: number; after: number; none: number }
  close(): Promise<void>
}

/** The first `greetings` chunks of a connection always pass: it is what is asked on it that is cut, not its opening. */
export async function cuttingProxy(target: string, greetings = 0): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const cuts = { before: 0, after: 0, none: 0 }
  let share = 0

  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    let heard = 0
    let losing = false
    client.on('data', (bytes) => {
      const chance = heard++ < greetings ? 1 : Math.random()
      if (chance < share / 2) {
        cuts.before++
        return end()
      }
      losing = chance < share
      cuts[losing ? 'after' : 'none']++
      upstream.write(bytes)
    })
    upstream.on('data', (bytes) => (losing ? end() : client.write(bytes)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')
  const url = new URL(target)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    cut(asked) {
      share = asked
    },
    cuts,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
