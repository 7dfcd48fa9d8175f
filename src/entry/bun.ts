/** Bun: its own server in front, the same app behind. */
import { setTimeout as sleep } from 'node:timers/promises'
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
  let came = false
  let held: Promise<void> | undefined
  const server = Bun.serve({
    hostname: host,
    port,
    async fetch(request, self) {
      came = true
      const response = await answer(request, self.requestIP(request)?.address ?? '0.0.0.0')
      await held
      return response
    },
  })

  /**
   * Stopping cuts at once what is idle or waits to be taken, though a request may be on its way there. So answers are
   * held back until nobody asks any more, for who waits for an answer sends nothing; then the door is shut, and they go.
   */
  async function close(sayLast: () => void) {
    sayLast()
    let release = () => {}
    held = new Promise<void>((resolve) => {
      release = resolve
    })
    const until = performance.now() + holdMs
    do {
      came = false
      await sleep(quietMs)
    } while (came && performance.now() < until)
    const stopped = server.stop()
    release()
    await stopped
  }
  return { port: server.port, close }
}

/** On a busy machine a client that was answered takes a while to ask again: with 50 ms 12 of 4,000 requests were cut in 50 stops. */
const quietMs = 250
const holdMs = 2_000

await main(listen)
