/**
 * Five hundred who are connected and say nothing, and five hundred who send a byte a second: what do the others notice?
 * Reads and writes at a steady rate, without and with the crowd, by turns.
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepare } from './client.ts'
import type { Options, Part } from './compare.ts'
import { benchDatabase } from './database.ts'
import { environment } from './environment.ts'
import { median } from './load.ts'
import { onNode, start } from './process.ts'
import { type Answered, p99, steady } from './steady.ts'

const idle = 500
const slow = 500
const perSecond = 150
/** They come by and by. */
const comeWithinMs = 3_000

export async function crowd(options: Options): Promise<Part> {
  const { seconds, rounds, tell } = options
  const database = await benchDatabase(options.postgres)
  const settings = environment(database.appUrl, options.redis)
  const server = await start(onNode, { ...settings, MIGRATION_DATABASE_URL: database.ownerUrl }, '/readyz')
  try {
    const { token, invoiceId } = await prepare(server.url)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const requests = [
      { method: 'GET', path: `/v1/invoices/${invoiceId}`, headers },
      { method: 'GET', path: '/v1/customers', headers },
      { method: 'POST', path: '/v1/customers', headers, body: JSON.stringify({ name: 'Bench' }) },
    ]
    const load = () => steady({ url: server.url, requests, perSecond, seconds, connections: 64 })
    await load()
    const measured: { quiet: number; crowded: number; failed: number }[] = []
    for (let round = 1; round <= rounds; round++) {
      const quiet = await load()
      const leave = await gather(server.url)
      const crowded = await load().finally(leave)
      // Who was sent away is no part of the next round.
      await sleep(1_000)
      measured.push({
        quiet: p99(quiet),
        crowded: p99(crowded),
        failed: [...quiet, ...crowded].filter(isLost).length,
      })
      tell(`round ${round} of ${rounds}: ${(p99(crowded) / p99(quiet)).toFixed(2)}`)
    }
    const figures = {
      p99Ratio: median(measured.map(({ quiet, crowded }) => crowded / quiet)),
      p99Ms: {
        quiet: median(measured.map((one) => one.quiet)),
        crowded: median(measured.map((one) => one.crowded)),
      },
      failed: measured.reduce((sum, one) => sum + one.failed, 0),
      rssMiB: server.rss(),
    }
    return {
      figures,
      lines: [
        `beside ${idle} idle connections and ${slow} bodies of a byte a second, medians of ${rounds} rounds`,
        `  p99 of reads and writes, quiet / crowded  ${figures.p99Ms.quiet.toFixed(1)} / ${figures.p99Ms.crowded.toFixed(1)} ms, ratio ${figures.p99Ratio.toFixed(2)}`,
        `  refused or lost                           ${figures.failed}`,
        `  memory afterwards                         ${figures.rssMiB} MiB`,
      ],
    }
  } finally {
    await server.stop()
    await database.drop()
  }
}

const isLost = ({ status }: Answered) => status !== 200 && status !== 201

/** Each of them comes again when it is sent away. Resolves when all of them have come. */
async function gather(url: string): Promise<() => void> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let left = false
  const come = (greet: (socket: Socket) => void) =>
    new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname)
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('connect', () => {
        greet(socket)
        resolve()
      })
      socket.once('close', () => {
        sockets.delete(socket)
        if (!left) void come(greet)
      })
      socket.resume()
    })
  const head = `POST /v1/customers HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`
  const drip = (socket: Socket) => {
    socket.write(head)
    const timer = setInterval(() => socket.write(' '), 1_000)
    socket.once('close', () => clearInterval(timer))
  }
  await Promise.all([
    ...Array.from({ length: idle }, () => come(() => {})),
    ...Array.from({ length: slow }, async () => {
      await sleep(Math.random() * comeWithinMs)
      await come(drip)
    }),
  ])
  return () => {
    left = true
    for (const socket of sockets) socket.destroy()
  }
}
