/**
 * Redis killed for a minute, then Postgres for half of one, under a steady load: who is refused, how long do the others wait, and
 * how soon is it well again? A Postgres and a Redis of this run's own, for they die.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startRedis } from '../chaos/world/redis.ts'
import { startPostgres } from '../test/support/own-postgres.ts'
import { prepare } from './client.ts'
import type { Options, Part } from './compare.ts'
import { benchDatabase } from './database.ts'
import { environment } from './environment.ts'
import { onNode, start } from './process.ts'
import { type Answered, type Asked, p99, steady } from './steady.ts'

const quietSeconds = 20
const afterSeconds = 15
const awaySeconds = { redis: 60, postgres: 30 }
const rows = 20

/** What is asked, how often in a second, and how long it may take (docs/failure.md). Logins with a wrong password: none may be let in. */
const streams = {
  'cached reads': { perSecond: 150, deadlineMs: 1_500 },
  lists: { perSecond: 30, deadlineMs: 1_500 },
  writes: { perSecond: 60, deadlineMs: 3_000 },
  logins: { perSecond: 5, deadlineMs: 3_000 },
}
type Stream = keyof typeof streams
type Answers = Readonly<Record<Stream, readonly Answered[]>>

/** What dies: `start` resolves when it accepts connections again. */
interface Mortal {
  kill(): Promise<void>
  start(): Promise<void>
}

export async function outage({ tell }: Options): Promise<Part> {
  const postgres = await startPostgres()
  const redis = await startRedis()
  const database = await benchDatabase(postgres.url())
  const { LIMIT_LOGIN: _, ...plenty } = environment(database.appUrl, redis.url)
  const server = await start(onNode, { ...plenty, MIGRATION_DATABASE_URL: database.ownerUrl }, '/readyz')
  try {
    const requests = await asked(server.url)
    const during = async (mortal: Mortal, seconds: number) => {
      const total = quietSeconds + seconds + afterSeconds
      const began = performance.now()
      const load = Object.entries(streams).map(async ([name, { perSecond }]) => [
        name,
        await steady({
          url: server.url,
          requests: requests[name as Stream],
          perSecond,
          seconds: total,
          connections: 64,
        }),
      ])
      await sleep(quietSeconds * 1_000)
      await mortal.kill()
      const gone = performance.now() - began
      await sleep(seconds * 1_000)
      await mortal.start()
      const back = performance.now() - began
      return { answers: Object.fromEntries(await Promise.all(load)) as Answers, gone, back }
    }
    tell('warming up')
    await steady({ url: server.url, requests: requests.writes, perSecond: 100, seconds: 5, connections: 16 })
    tell(`Redis is killed, for ${awaySeconds.redis} s`)
    const withoutRedis = figuresOf(await during(redis, awaySeconds.redis))
    tell(`Postgres is killed, for ${awaySeconds.postgres} s`)
    const withoutPostgres = figuresOf(await during(postgres, awaySeconds.postgres))
    return {
      figures: { withoutRedis, withoutPostgres },
      lines: [
        ...table(`Redis away for ${awaySeconds.redis} s`, withoutRedis),
        ...table(`Postgres away for ${awaySeconds.postgres} s`, withoutPostgres),
      ],
    }
  } finally {
    await server.stop()
    await redis.close()
    await postgres.close()
  }
}

async function asked(url: string): Promise<Readonly<Record<Stream, readonly Asked[]>>> {
  const { token, customerId } = await prepare(url)
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const invoice = {
    customerId,
    currency: 'EUR',
    lines: [{ description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }],
  }
  const ids = await Promise.all(
    Array.from({ length: rows }, async () => {
      const response = await fetch(`${url}/v1/invoices`, {
        method: 'POST',
        headers,
        body: JSON.stringify(invoice),
      })
      return ((await response.json()) as { id: string }).id
    }),
  )
  const nobody = {
    email: `${randomBytes(6).toString('hex')}@example.com`,
    password: 'not the password of it',
  }
  return {
    'cached reads': ids.map((id) => ({ method: 'GET', path: `/v1/invoices/${id}`, headers })),
    lists: [{ method: 'GET', path: '/v1/customers', headers }],
    writes: [{ method: 'POST', path: '/v1/customers', headers, body: JSON.stringify({ name: 'Bench' }) }],
    logins: [
      {
        method: 'POST',
        path: '/v1/auth/login',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(nobody),
      },
    ],
  }
}

const isDone = ({ status }: Answered) => status === 200 || status === 201
/** What a limit answers, and a wrong password. */
const isAnswered = (one: Answered) => isDone(one) || one.status === 401 || one.status === 429

interface Told {
  readonly answers: Answers
  /** Milliseconds from the beginning. */
  readonly gone: number
  readonly back: number
}

function figuresOf({ answers, gone, back }: Told) {
  const each = Object.entries(answers).map(([name, all]) => {
    const quiet = all.filter(({ dueMs }) => dueMs > 3_000 && dueMs < gone - 100)
    const away = all.filter(({ dueMs }) => dueMs >= gone && dueMs < back)
    const refused = away.filter((one) => !isDone(one))
    const statuses: Record<string, number> = {}
    for (const { status } of away) statuses[status] = (statuses[status] ?? 0) + 1
    const late = all.filter((one) => one.dueMs >= back && !isAnswered(one))
    const figures = {
      failedBefore: quiet.filter((one) => !isAnswered(one)).length,
      statuses,
      done: 1 - refused.length / away.length,
      /** Not done, and not told when to come back. */
      silent: refused.filter(({ retryAfter }) => !retryAfter).length,
      slowestMs: Math.max(...away.map(({ tookMs }) => tookMs)),
      p99Ms: { quiet: p99(quiet), away: p99(away.filter(isDone)) },
      /** After it accepted connections again: when the last one was due that failed. */
      wellAfterMs: Math.max(0, ...late.map(({ dueMs }) => dueMs - back)),
    }
    return [name as Stream, figures] as const
  })
  return Object.fromEntries(each) as Record<Stream, (typeof each)[number][1]>
}

function table(title: string, figures: ReturnType<typeof figuresOf>): readonly string[] {
  const lines = Object.entries(figures).map(([name, one]) => {
    const { quiet, away } = one.p99Ms
    const ratio = Number.isNaN(away)
      ? ''
      : `, p99 ${away.toFixed(1)} ms (${(away / quiet).toFixed(2)} of before)`
    const statuses = Object.entries(one.statuses).map(([status, count]) => `${status}: ${count}`)
    const { deadlineMs } = streams[name as Stream]
    return [
      `  ${name.padEnd(14)}${(100 * one.done).toFixed(2)} % done${ratio}; ${statuses.join(', ')}`,
      `  ${''.padEnd(14)}slowest ${one.slowestMs.toFixed(0)} of ${deadlineMs} ms, ${one.silent} refused without Retry-After, well again after ${(one.wellAfterMs / 1000).toFixed(1)} s`,
    ]
  })
  return [title, ...lines.flat()]
}
