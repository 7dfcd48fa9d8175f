/** Node: `@hono/node-server` in front, the same app behind. */
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
      (info) => resolve({ port: info.port, close }),
    )
    server.once('error', reject)

    function close() {
      return new Promise<void>((done) => {
        server.close(() => done())
        // Idle keep-alive connections would hold the door open until their time-out.
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      })
    }
  })

await main(listen)
