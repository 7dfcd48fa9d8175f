/** Node: `@hono/node-server` in front, the same app behind. */
import type { Server as HttpServer } from 'node:http'
import { Server as Listener } from 'node:net'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import { type Listen, main } from './main.ts'

const listen: Listen = (answer, { host, port }) =>
  new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: (request, { incoming }) => answer(request, incoming.socket.remoteAddress ?? '0.0.0.0'),
        hostname: host,
        port,
      },
      (info) => resolve({ port: info.port, close: (sayLast) => close(server, sayLast) }),
    ) as HttpServer
    server.once('error', reject)
  })

/** How long a connection that is open may still bring a request. */
const lingerMs = 1_000

/** The door is shut before anybody is sent away, for who is sent away comes back at once. */
async function close(server: HttpServer, sayLast: () => void): Promise<void> {
  await pauseAtTheDoor(server)
  // The HTTP server's own `close` would cut idle connections, on which a request may be on its way.
  const closed = new Promise<void>((resolve) => Listener.prototype.close.call(server, () => resolve()))
  sayLast()
  await Promise.race([closed, sleep(lingerMs)])
  server.closeIdleConnections()
  await closed
}

/** Connections that the system took for us and we have not seen yet are lost by closing: it is done when none came lately. */
async function pauseAtTheDoor(server: HttpServer): Promise<void> {
  for (let turns = 0, came = true; came && turns < 100; turns++) {
    came = false
    const see = () => {
      came = true
    }
    server.once('connection', see)
    await turn()
    server.off('connection', see)
  }
}

await main(listen)
