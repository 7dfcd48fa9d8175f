/** Node: `@hono/node-server` in front, the same app behind. */
import { createServer, type Server as HttpServer } from 'node:http'
import { type AddressInfo, Server as Listener } from 'node:net'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { getRequestListener, RequestError } from '@hono/node-server'
import { type Answer, type Listen, main } from './main.ts'
import { answerUnreadable, turnAwayUnreadable } from './unreadable.ts'

const listen: Listen = (answer, { host, port }) =>
  new Promise((resolve, reject) => {
    // An HTTP/1.1 request without a Host is refused by us, since Node would do it without a word.
    const server = createServer({ requireHostHeader: false }, listener(answer, host))
    turnAwayUnreadable(server, answer)
    server.once('error', reject)
    server.listen(port, host, () => {
      const { port } = server.address() as AddressInfo
      resolve({ port, close: (sayLast) => close(server, sayLast) })
    })
  })

const listener = (answer: Answer, hostname: string) =>
  getRequestListener(
    (request, { incoming }) => {
      const address = incoming.socket.remoteAddress ?? '0.0.0.0'
      const unaddressed = incoming.httpVersion === '1.1' && incoming.headers.host === undefined
      return unaddressed ? answerUnreadable(answer, address) : answer(request, address)
    },
    {
      hostname,
      // A target or a Host that makes no URL. Whose it was is not told here.
      async errorHandler(error) {
        if (error instanceof RequestError) return answerUnreadable(answer, '0.0.0.0')
        return new Response(null, { status: 500 })
      },
    },
  )

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
