/** Stands in for a range API: knows some passwords, pads on demand, and can be slow, wrong or away. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export type RangeServer = Awaited<ReturnType<typeof rangeServer>>

export async function rangeServer(leaked: readonly string[]) {
  const digests = leaked.map((text) => createHash('sha1').update(text).digest('hex').toUpperCase())
  const asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = []
  const manner = { delayMs: 0, status: 200, body: undefined as string | undefined }

  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    asked.push({ path, headers: request.headers })
    await sleep(manner.delayMs)
    const prefix = path.slice(-5)
    const known = digests
      .filter((digest) => digest.startsWith(prefix))
      .map((digest) => `${digest.slice(5)}:42`)
    response.writeHead(manner.status, { 'content-type': 'text/plain', location: '/elsewhere' })
    response.end(manner.body ?? [...known, ...padding(prefix)].sort().join('\r\n'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`,
    asked,
    manner,
    close: () => server.close().closeAllConnections(),
  }
}

/** Rests that nobody chose, seen no time. */
const padding = (prefix: string) =>
  Array.from(
    { length: 800 },
    (_, at) => `${createHash('sha1').update(`${prefix}${at}`).digest('hex').toUpperCase().slice(5)}:0`,
  )
