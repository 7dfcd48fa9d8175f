/** Ours against the floors, interleaved round by round, so that a noisy neighbour meets both. */
import { randomBytes } from 'node:crypto'
import { createClient } from '@redis/client'
import { prepare } from './client.ts'
import { benchDatabase, execute } from './database.ts'
import { environment } from './environment.ts'
import { type Measured, measure, median, type Target } from './load.ts'
import { onNode, start } from './process.ts'
import { trips } from './trips.ts'

export interface Options {
  readonly seconds: number
  readonly rounds: number
  /** Of a soak. */
  readonly minutes: number
  readonly postgres: string
  readonly redis: string
  tell(line: string): void
}

export interface Part {
  readonly figures: unknown
  readonly lines: readonly string[]
}

export async function compare(options: Options): Promise<Part> {
  const database = await benchDatabase(options.postgres)
  await execute(database.ownerUrl, ...floorTable)
  const ours = await start(
    onNode,
    { ...environment(database.appUrl, options.redis), MIGRATION_DATABASE_URL: database.ownerUrl },
    '/readyz',
  )
  const ready = await prepare(ours.url)
  const floor = await start(
    ['node', 'bench/floor.ts'],
    {
      FLOOR_DATABASE_URL: database.ownerUrl,
      FLOOR_REDIS_URL: options.redis,
      FLOOR_OWNER_ID: ready.userId,
    },
    '/',
  )
  try {
    const pairs = await targets(ours.url, floor.url, ready, options.redis)
    const figures = []
    for (const connections of [16, 64]) {
      for (const [kind, pair] of Object.entries(pairs)) {
        const rounds = await interleaved(pair, connections, options)
        figures.push({ kind, connections, ...summary(rounds) })
      }
    }
    const perRequest = await trips(pairs, database.ownerUrl, options.redis)
    return { figures: { figures, perRequest, rssMiB: ours.rss() }, lines: table(figures, perRequest) }
  } finally {
    await Promise.all([ours.stop(), floor.stop()])
    await database.drop()
  }
}

export interface Pair {
  readonly ours: Target
  readonly floor: Target
}

async function targets(
  ours: string,
  floor: string,
  { token, invoiceId }: Awaited<ReturnType<typeof prepare>>,
  redisUrl: string,
) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const answer = await (await fetch(`${ours}/v1/invoices/${invoiceId}`, { headers })).text()
  const redis = await createClient({ url: redisUrl }).connect()
  await redis.mSet({ 'floor:session': randomBytes(200).toString('hex'), [`floor:${invoiceId}`]: answer })
  redis.destroy()
  const body = JSON.stringify({ name: 'Bench' })
  return {
    'audited write': {
      ours: {
        name: 'ours, write',
        url: `${ours}/v1/customers`,
        method: 'POST',
        headers,
        body,
        expected: 201,
      },
      floor: {
        name: 'floor, write',
        url: `${floor}/customers`,
        method: 'POST',
        headers,
        body,
        expected: 201,
      },
    },
    'cached read': {
      ours: {
        name: 'ours, read',
        url: `${ours}/v1/invoices/${invoiceId}`,
        method: 'GET',
        headers,
        expected: 200,
      },
      floor: {
        name: 'floor, read',
        url: `${floor}/invoices/${invoiceId}`,
        method: 'GET',
        headers,
        expected: 200,
      },
    },
  } satisfies Record<string, Pair>
}

type Round = { readonly ours: Measured; readonly floor: Measured }

async function interleaved({ ours, floor }: Pair, connections: number, { rounds, seconds, tell }: Options) {
  // What is measured is a server that has been up for a while: a compiler has its say in the first thousands of requests.
  await measure(ours, connections, seconds)
  await measure(floor, connections, seconds)
  const done: Round[] = []
  for (let round = 1; round <= rounds; round++) {
    // Who goes first alternates: the second of a pair finds the machine warm.
    const first = round % 2 ? ours : floor
    const a = await measure(first, connections, seconds)
    const b = await measure(first === ours ? floor : ours, connections, seconds)
    done.push(first === ours ? { ours: a, floor: b } : { ours: b, floor: a })
    tell(
      `${ours.name}, ${connections} connections, round ${round} of ${rounds}: ${ratioOf(done.at(-1) as Round).toFixed(2)}`,
    )
  }
  return done
}

const ratioOf = ({ ours, floor }: Round) => ours.perSecond / floor.perSecond

function summary(rounds: readonly Round[]) {
  const ratios = rounds.map(ratioOf)
  const of = (pick: (round: Round) => number) => median(rounds.map(pick))
  return {
    ratio: median(ratios),
    ratioMin: Math.min(...ratios),
    ratioMax: Math.max(...ratios),
    ours: {
      perSecond: of((r) => r.ours.perSecond),
      p50Ms: of((r) => r.ours.p50Ms),
      p99Ms: of((r) => r.ours.p99Ms),
    },
    floor: {
      perSecond: of((r) => r.floor.perSecond),
      p50Ms: of((r) => r.floor.p50Ms),
      p99Ms: of((r) => r.floor.p99Ms),
    },
  }
}

function table(
  figures: readonly ({ kind: string; connections: number } & ReturnType<typeof summary>)[],
  perRequest: Awaited<ReturnType<typeof trips>>,
) {
  const rows = figures.map(({ kind, connections, ratio, ratioMin, ratioMax, ours, floor }) =>
    [
      kind.padEnd(14),
      String(connections).padStart(4),
      `${ratio.toFixed(2)} (${ratioMin.toFixed(2)}–${ratioMax.toFixed(2)})`.padStart(19),
      `${ours.perSecond.toFixed(0)}/s ${ours.p50Ms}/${ours.p99Ms} ms`.padStart(22),
      `${floor.perSecond.toFixed(0)}/s ${floor.p50Ms}/${floor.p99Ms} ms`.padStart(22),
    ].join('  '),
  )
  const counted = perRequest.map(
    ({ name, redis, postgres }) =>
      `  ${name.padEnd(14)} ${redis.toFixed(2)} Redis, ${postgres.toFixed(2)} Postgres`,
  )
  return [
    'kind            con        ratio to floor         ours p50/p99         floor p50/p99',
    ...rows,
    '',
    'round trips per request',
    ...counted,
  ]
}

/** What an INSERT of a customer costs without us: the table as it is, without triggers. */
const floorTable = [
  'create table floor (like customers including all)',
  'alter table floor add foreign key (owner_id) references users (id)',
]
