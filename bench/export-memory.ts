/**
 * `npm run export-memory [-- ROWS]`: does an export stay within memory, however many rows there are and however it is read?
 *
 * The built server on Node over Postgres and Redis (BENCH_POSTGRES_URL and BENCH_REDIS_URL as for `npm run bench`), invoices of one
 * person, 1,000,000 unless said otherwise. Each way of reading in turn; the resident set is looked at all the while.
 * The bar is the whole server below 150 MB while one export is read as fast as it comes: exits with 1 where it is passed, or where a
 * whole export told other rows. What the export adds to an idle server is the difference to the first row.
 */
import { prepare } from './client.ts'
import { benchDatabase, seedInvoices } from './database.ts'
import { environment } from './environment.ts'
import { onNode, type Running, start } from './process.ts'

/** 150 MB, in MiB. */
const limitMib = 150e6 / 1_048_576
const rows = Number(process.argv[2] ?? 1_000_000)
const slowSeconds = 20

interface Figures {
  readonly rows: number
  readonly seconds: number
  readonly maxRss: number
}

const database = await benchDatabase(
  process.env.BENCH_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test',
)
const redis = process.env.BENCH_REDIS_URL ?? 'redis://127.0.0.1:6379/9'
const env = { ...environment(database.appUrl, redis), MIGRATION_DATABASE_URL: database.ownerUrl }
// What migrates and registers is not what serves: here as in production the server finds a database that is ready.
const first = await start(onNode, env, '/readyz')
const { token } = await prepare(first.url).finally(() => first.stop())
await seedInvoices(database, rows - 1)
const server = await start(onNode, env, '/readyz')
let failed = false
try {
  const read = (format: string, pause: number, giveUp?: number) =>
    reading(server, token, `/v1/invoices/export?format=${format}`, { pause, giveUp })
  const ways: readonly (readonly [how: string, whole: boolean, play: () => Promise<Figures>])[] = [
    ['not at all: no request for 5 s', false, () => watched(server, () => sleep(5_000).then(() => 0))],
    ['NDJSON, as fast as it comes', true, () => read('ndjson', 0)],
    ['CSV, as fast as it comes', true, () => read('csv', 0)],
    [`NDJSON, slowly, cut after ${slowSeconds} s`, false, () => read('ndjson', 100, slowSeconds)],
    [
      `ten at once, slowly, cut after ${slowSeconds} s`,
      false,
      () => together(10, () => read('ndjson', 500, slowSeconds)),
    ],
    ['four at once, as fast as they come', false, () => together(4, () => read('ndjson', 0))],
    ['not at all: lists, 100 rows each', false, () => watched(server, () => listing(server, token))],
  ]
  console.log('| how it is read | rows | seconds | rows/s | max resident, MiB |\n|---|---|---|---|---|')
  for (const [how, whole, play] of ways) {
    const figures = await play()
    console.log(`| ${how} | ${told(figures)}`)
    failed ||= whole && (figures.rows !== rows || figures.maxRss >= limitMib)
  }
} finally {
  await server.stop()
  await database.drop()
}
process.exitCode = failed ? 1 : 0

function told({ rows, seconds, maxRss }: Figures) {
  return `${rows} | ${seconds.toFixed(1)} | ${Math.round(rows / seconds)} | ${maxRss} |`
}

/** What any work costs. */
async function listing({ url }: Running, token: string): Promise<number> {
  for (let asked = 0; asked < 500; asked++) {
    const headers = { authorization: `Bearer ${token}` }
    await (await fetch(`${url}/v1/invoices?limit=100`, { headers })).arrayBuffer()
  }
  return 50_000
}

interface Pace {
  /** Milliseconds between one piece and the next. */
  readonly pause: number
  /** Seconds after which the connection is cut. */
  readonly giveUp?: number | undefined
}

/** Counts lines, and keeps none. */
function reading(server: Running, token: string, path: string, { pause, giveUp }: Pace): Promise<Figures> {
  return watched(server, async () => {
    const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } })
    if (!response.ok || !response.body)
      throw new Error(`${path}: ${response.status} ${await response.text()}`)
    const until = giveUp === undefined ? Number.POSITIVE_INFINITY : performance.now() + giveUp * 1000
    // The header of a CSV is no row.
    let lines = path.includes('csv') ? -1 : 0
    for await (const piece of response.body) {
      for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++
      if (performance.now() > until) break
      if (pause > 0) await sleep(pause)
    }
    return lines
  })
}

/** The sum of what several tell, and the most that the server had meanwhile. */
async function together(count: number, play: () => Promise<Figures>): Promise<Figures> {
  const all = await Promise.all(Array.from({ length: count }, play))
  return {
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    seconds: Math.max(...all.map(({ seconds }) => seconds)),
    maxRss: Math.max(...all.map(({ maxRss }) => maxRss)),
  }
}

async function watched(server: Pick<Running, 'rss'>, play: () => Promise<number>): Promise<Figures> {
  let maxRss = server.rss()
  const look = setInterval(() => {
    maxRss = Math.max(maxRss, server.rss())
  }, 50)
  const began = performance.now()
  try {
    const rows = await play()
    return { rows, seconds: (performance.now() - began) / 1000, maxRss }
  } finally {
    clearInterval(look)
  }
}

function sleep(ms: number) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
