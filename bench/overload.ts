/**
 * Five times as much as it can do: how much of what it could do is still done, how long does it take those who are let in,
 * what does it weigh, and how soon is it well again? Audited writes, from as many connections as many clients have.
 */
import { prepare } from './client.ts'
import type { Options, Part } from './compare.ts'
import { benchDatabase } from './database.ts'
import { environment } from './environment.ts'
import { measure } from './load.ts'
import { onNode, start } from './process.ts'
import { type Answered, p99, type Steady, steady } from './steady.ts'

const times = 5
const connections = 512

export async function overload(options: Options): Promise<Part> {
  const { seconds, tell } = options
  const database = await benchDatabase(options.postgres)
  const settings = environment(database.appUrl, options.redis)
  const server = await start(onNode, { ...settings, MIGRATION_DATABASE_URL: database.ownerUrl }, '/readyz')
  try {
    const { token } = await prepare(server.url)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const body = JSON.stringify({ name: 'Bench' })
    const write = { method: 'POST', path: '/v1/customers', headers, body } as const
    const closed = { ...write, name: 'write', url: `${server.url}/v1/customers`, expected: 201 }
    await measure(closed, 16, seconds)
    const peak = (await measure(closed, 16, seconds)).perSecond
    tell(`at its best ${Math.round(peak)} writes a second`)
    const at = (share: number, duration: number): Steady => ({
      url: server.url,
      requests: [write],
      perSecond: peak * share,
      seconds: duration,
      connections,
    })
    const quiet = accepted(await steady(at(0.1, 4 * seconds)))
    tell(`a tenth of it: p99 ${late(quiet).toFixed(1)} ms`)
    const before = server.rss()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, server.rss())
    }, 200)
    const flooded = await steady(at(times, 2 * seconds))
    const after = await steady(at(0.5, 8))
    clearInterval(watch)
    const done = accepted(flooded)
    const meanwhile = done.filter(({ dueMs, tookMs }) => dueMs + tookMs < 2_000 * seconds)
    const settled = meanwhile.filter(({ dueMs }) => dueMs > 1_000)
    const figures = {
      peakPerSecond: Math.round(peak),
      goodput: done.length / (2 * seconds) / peak,
      refused: flooded.filter(({ status }) => status === 503).length / flooded.length,
      other: flooded.filter(({ status }) => status !== 503 && status !== 201).length,
      p99: late(meanwhile) / late(quiet),
      p99WithTheRest: late(done) / late(quiet),
      p99AfterOneSecond: late(settled) / late(quiet),
      p99Ms: { quiet: late(quiet), flooded: late(meanwhile), settled: late(settled) },
      recoveredAfterMs: recovered(after, 3 * late(quiet)),
      rssMiB: { before, most },
    }
    return { figures, lines: table(figures) }
  } finally {
    await server.stop()
    await database.drop()
  }
}

const accepted = (answers: readonly Answered[]) => answers.filter(({ status }) => status === 201)

/**
 * From when it was sent: at five times too much even as many lines as these are all taken at times, and one that waits for a line has
 * not asked yet.
 */
const late = (answers: readonly Answered[]) => p99(answers, ({ tookMs, heldMs }) => tookMs - heldMs)

/** When the last one was due that was refused, or took too long. */
function recovered(answers: readonly Answered[], ms: number): number {
  const late = answers.filter(({ status, tookMs }) => status !== 201 || tookMs > ms)
  // One in a hundred may be slow at any time.
  const counted = late.slice(0, Math.max(0, late.length - Math.floor(answers.length / 100)))
  return Math.max(0, ...counted.map(({ dueMs }) => dueMs))
}

function table(figures: {
  readonly peakPerSecond: number
  readonly goodput: number
  readonly refused: number
  readonly other: number
  readonly p99: number
  readonly p99WithTheRest: number
  readonly p99AfterOneSecond: number
  readonly recoveredAfterMs: number
  readonly rssMiB: { readonly before: number; readonly most: number }
}): readonly string[] {
  const { goodput, refused, rssMiB } = figures
  return [
    `overload: ${times} times ${figures.peakPerSecond} writes a second, ${connections} connections`,
    `  done, of what it does at its best       ${goodput.toFixed(2)}   (target 0.80)`,
    `  p99 of what was done, of the unloaded   ${figures.p99.toFixed(2)}   (target 3); after the first second ${figures.p99AfterOneSecond.toFixed(2)}, with those who were let in when it was over ${figures.p99WithTheRest.toFixed(2)}`,
    `  refused                                 ${(100 * refused).toFixed(0)} %, and ${figures.other} neither done nor refused`,
    `  well again after                        ${(figures.recoveredAfterMs / 1000).toFixed(1)} s (target 5)`,
    `  memory                                  ${rssMiB.before} MiB before, ${rssMiB.most} MiB at most`,
  ]
}
