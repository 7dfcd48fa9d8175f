/**
 * What do the others notice while somebody tries passwords? Reads at a steady rate, without and with a flood of logins beside
 * them, by turns: the ratio of the two is the result.
 *
 * The flood comes from 50 addresses at 20 accounts, half of which nobody has. The limits on logins are those of the house.
 */
import { randomBytes, randomInt } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepare } from './client.ts'
import type { Options, Part } from './compare.ts'
import { type BenchDatabase, benchDatabase, execute } from './database.ts'
import { environment } from './environment.ts'
import { median } from './load.ts'
import { onNode, start } from './process.ts'

const logins = 1_000
const addresses = 50
const accounts = 20
const readsPerSecond = 100

const runtimes = {
  Node: onNode,
  Bun: ['node_modules/.bin/bun', 'src/entry/bun.ts'],
}

interface Asked {
  readonly url: string
  readonly headers?: Record<string, string>
  readonly body?: string
}

interface Latency {
  readonly p50Ms: number
  readonly p99Ms: number
  /** Reads that were not answered with 200. */
  readonly lost: number
}

interface Round {
  readonly quiet: Latency
  readonly flooded: Latency
  readonly hashes: number
  readonly statuses: Readonly<Record<string, number>>
}

export async function flood(options: Options): Promise<Part> {
  const figures = []
  for (const [runtime, command] of Object.entries(runtimes))
    figures.push({ runtime, ...(await under(runtime, command, options)) })
  return { figures, lines: figures.flatMap(table) }
}

async function under(runtime: string, command: readonly string[], options: Options) {
  const database = await benchDatabase(options.postgres)
  const metricsToken = randomBytes(24).toString('hex')
  const { LIMIT_LOGIN: _, ...plenty } = environment(database.appUrl, options.redis)
  const server = await start(
    command,
    {
      ...plenty,
      MIGRATION_DATABASE_URL: database.ownerUrl,
      METRICS_TOKEN: metricsToken,
      TRUSTED_PROXIES: '1',
    },
    '/readyz',
  )
  try {
    const { token, invoiceId } = await prepare(server.url)
    const read = {
      url: `${server.url}/v1/invoices/${invoiceId}`,
      headers: { authorization: `Bearer ${token}` },
    }
    const hashes = () => hashesOf(server.url, metricsToken)
    await steadyReads(read, options.seconds)
    const rounds: Round[] = []
    for (let round = 1; round <= options.rounds; round++) {
      const emails = await people(database, round)
      const quiet = await steadyReads(read, options.seconds)
      const before = await hashes()
      const [flooded, statuses] = await Promise.all([
        steadyReads(read, options.seconds),
        storm(server.url, emails, options.seconds),
      ])
      rounds.push({ quiet, flooded, statuses, hashes: (await hashes()) - before })
      options.tell(
        `${runtime}, round ${round} of ${options.rounds}: ${ratio(rounds.at(-1) as Round).toFixed(2)}`,
      )
    }
    return summary(rounds)
  } finally {
    await server.stop()
    await database.drop()
  }
}

/** One request each hundredth of a second, whether or not the last one was answered. */
async function steadyReads(read: Asked, seconds: number): Promise<Latency> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const took: Promise<number>[] = []
  let lost = 0
  const begun = performance.now()
  for (let sent = 0; sent < readsPerSecond * seconds; sent++) {
    const due = begun + (sent * 1_000) / readsPerSecond
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    const asked = performance.now()
    took.push(
      ask(agent, read).then((status) => {
        if (status !== 200) lost++
        return performance.now() - asked
      }),
    )
  }
  const sorted = (await Promise.all(took)).sort((a, b) => a - b)
  agent.destroy()
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  return { p50Ms: at(0.5), p99Ms: at(0.99), lost }
}

/** All of the logins, evenly over the time, and how each status was answered. */
async function storm(url: string, emails: readonly string[], seconds: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const statuses: Record<string, number> = {}
  const begun = performance.now()
  const tries: Promise<void>[] = []
  // Nobody's (RFC 2544), and new each time: the limits remember who came a minute ago.
  const network = `198.${randomInt(18, 20)}.${randomInt(256)}`
  for (let sent = 0; sent < logins; sent++) {
    const due = begun + (sent * seconds * 1_000) / logins
    const early = due - performance.now()
    if (early > 0) await sleep(early)
    const body = JSON.stringify({ email: emails[sent % emails.length], password: 'not the password of it' })
    const from = `${network}.${Math.floor(sent / emails.length) % addresses}`
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': from }
    tries.push(
      ask(agent, { url: `${url}/v1/auth/login`, headers, body }).then((status) => {
        statuses[status] = (statuses[status] ?? 0) + 1
      }),
    )
  }
  await Promise.all(tries)
  agent.destroy()
  return statuses
}

/** The status, 0 where there was no answer. */
function ask(agent: Agent, { url, headers = {}, body }: Asked): Promise<number> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const method = body === undefined ? 'GET' : 'POST'
    const signal = AbortSignal.timeout(10_000)
    const sent = request(url, { agent, method, signal, headers: { ...headers, ...length } })
    sent.once('error', () => resolve(0))
    sent.once('response', (response) => {
      response.resume().once('close', () => resolve(response.statusCode ?? 0))
    })
    sent.end(body)
  })
}

/** Half of them have an account, with the hash of somebody's password: what it takes to try one is the same. */
async function people({ ownerUrl }: BenchDatabase, round: number): Promise<string[]> {
  const emails = Array.from({ length: accounts }, (_, index) => `flood-${round}-${index}@example.com`)
  await execute(
    ownerUrl,
    `select set_config('app.ctx', '{"actor_kind":"system","action":"bench:flood"}', false)`,
    ...emails
      .filter((_, index) => index % 2)
      .map(
        (email) => `insert into users (id, email, password_hash, verified_at)
          select gen_random_uuid(), '${email}', u.password_hash, now() from users u where u.email like 'bench-%'`,
      ),
  )
  return emails
}

async function hashesOf(url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  const lines = (await response.text()).matchAll(/^password_hashes_total\{[^}]*\} (\d+)/gm)
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0)
}

const ratio = ({ quiet, flooded }: Round) => flooded.p99Ms / quiet.p99Ms

function summary(rounds: readonly Round[]) {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick))
  const statuses = [...new Set(rounds.flatMap((round) => Object.keys(round.statuses)))].sort()
  const latency = (pick: (round: Round) => Latency) => ({
    p50Ms: of((round) => pick(round).p50Ms),
    p99Ms: of((round) => pick(round).p99Ms),
    lost: of((round) => pick(round).lost),
  })
  return {
    quiet: latency((round) => round.quiet),
    flooded: latency((round) => round.flooded),
    p50Ratio: of(({ quiet, flooded }) => flooded.p50Ms / quiet.p50Ms),
    p99Ratio: of(ratio),
    hashes: of(({ hashes }) => hashes),
    statuses: Object.fromEntries(
      statuses.map((status) => [status, of((round) => round.statuses[status] ?? 0)]),
    ),
  }
}

function table({
  runtime,
  quiet,
  flooded,
  p50Ratio,
  p99Ratio,
  hashes,
  statuses,
}: { runtime: string } & ReturnType<typeof summary>) {
  const ms = ({ p50Ms, p99Ms, lost }: Latency) =>
    `${p50Ms.toFixed(1)} / ${p99Ms.toFixed(1)} ms${lost ? `, ${lost} not answered` : ''}`
  return [
    `${runtime}: a read beside ${logins} logins from ${addresses} addresses at ${accounts} accounts, medians of the rounds`,
    `  quiet, p50 / p99      ${ms(quiet)}`,
    `  flooded, p50 / p99    ${ms(flooded)}`,
    `  ratio, p50 / p99      ${p50Ratio.toFixed(2)} / ${p99Ratio.toFixed(2)} (target 2)`,
    `  hashes computed       ${hashes}`,
    ...Object.entries(statuses).map(([status, count]) => `  answered with ${status}     ${count}`),
  ]
}
