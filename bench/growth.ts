/** List latency against the number of rows: a page must cost a page, whatever lies behind it. */
import { prepare } from './client.ts'
import type { Options, Part } from './compare.ts'
import { type BenchDatabase, benchDatabase, seedInvoices } from './database.ts'
import { environment } from './environment.ts'
import { onNode, type Running, start } from './process.ts'

const sizes = [10_000, 100_000, 1_000_000]
const pages = 400

interface Subject {
  readonly rows: number
  readonly database: BenchDatabase
  readonly server: Running
  readonly token: string
  /** Walks, each from its first page to its last. */
  readonly walks: (readonly number[])[]
}

export async function growth(options: Options): Promise<Part> {
  const subjects: Subject[] = []
  try {
    for (const rows of sizes) subjects.push(await subject(rows, options))
    for (const { server, token } of subjects) await walkAll(server.url, token, 50)
    for (let round = 1; round <= options.rounds; round++) {
      for (const { server, token, walks } of subjects)
        walks.push(...(await walkAll(server.url, token, pages)))
      options.tell(`lists, round ${round} of ${options.rounds}`)
    }
  } finally {
    for (const { server, database } of subjects) {
      await server.stop()
      await database.drop()
    }
  }
  const figures = subjects.map(({ rows, walks }) => ({
    rows,
    p50Ms: quantile(walks.flat(), 0.5),
    p99Ms: quantile(walks.flat(), 0.99),
    // The first tenth of each walk and its last: a page deep inside must cost what the first does.
    firstMs: quantile(
      walks.flatMap((walk) => walk.slice(0, walk.length / 10)),
      0.5,
    ),
    deepMs: quantile(
      walks.flatMap((walk) => walk.slice(-walk.length / 10)),
      0.5,
    ),
  }))
  const [least] = figures
  const lines = figures.map(({ rows, p50Ms, p99Ms, firstMs, deepMs }) =>
    [
      String(rows).padStart(9),
      `${p50Ms.toFixed(2)} ms`.padStart(10),
      `${p99Ms.toFixed(2)} ms`.padStart(10),
      `${(p99Ms / (least?.p99Ms ?? p99Ms)).toFixed(2)}×`.padStart(12),
      `${(deepMs / firstMs).toFixed(2)}×`.padStart(13),
    ].join('  '),
  )
  return { figures, lines: ['list: rows         p50         p99   p99 to 10^4  deep to first', ...lines] }
}

async function subject(rows: number, { postgres, redis, tell }: Options): Promise<Subject> {
  const database = await benchDatabase(postgres)
  const env = { ...environment(database.appUrl, redis), MIGRATION_DATABASE_URL: database.ownerUrl }
  const server = await start(onNode, env, '/readyz')
  const { token } = await prepare(server.url)
  await seedInvoices(database, rows).catch(async (error: unknown) => {
    await server.stop()
    await database.drop()
    throw error
  })
  tell(`seeded ${rows} invoices`)
  return { rows, database, server, token, walks: [] }
}

const walkAll = async (url: string, token: string, count: number) => [
  await walk(url, token, '-createdAt', count / 2),
  await walk(url, token, 'total', count / 2),
]

/** Follows the cursor from page to page; milliseconds for each. */
async function walk(url: string, token: string, sort: string, count: number): Promise<readonly number[]> {
  const latencies: number[] = []
  let cursor: string | null = null
  for (let page = 0; page < count; page++) {
    const query = new URLSearchParams({ sort, ...(cursor && { cursor }) })
    const begun = performance.now()
    const response = await fetch(`${url}/v1/invoices?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const { page: next } = (await response.json()) as { page: { nextCursor: string | null } }
    latencies.push(performance.now() - begun)
    cursor = next.nextCursor
  }
  return latencies
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
