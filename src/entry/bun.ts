/** Bun: its own server in front, the same app behind. */
import { type Listen, main } from './main.ts'

/** What we use of Bun, so that its types do not spread over a project that mostly runs without it. */
declare const Bun: {
  serve(options: {
    hostname: string
    port: number
    fetch(
      request: Request,
      server: { requestIP(request: Request): { address: string } | null },
    ): Response | Promise<Response>
  }): { readonly port: number; stop(closeActive?: boolean): Promise<void> }
}

const listen: Listen = async (answer, { host, port }) => {
  const server = Bun.serve({
    hostname: host,
    port,
    fetch: (request, self) => answer(request, self.requestIP(request)?.address ?? '0.0.0.0'),
  })
  return { port: server.port, close: () => server.stop() }
}

await main(listen)
