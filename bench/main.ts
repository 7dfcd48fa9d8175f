/**
 * `npm run bench`: what do validation, limits, sessions, authorization, concurrency control and the audit cost?
 * Ours and two floors, in one run, interleaved, on one machine: the ratios are the result, not the absolute figures.
 */
import { parseArgs } from 'node:util'
import { compare } from './compare.ts'
import { crowd } from './crowd.ts'
import { flood } from './flood.ts'
import { growth } from './growth.ts'
import { outage } from './outage.ts'
import { overload } from './overload.ts'
import { sealing } from './sealing.ts'
import { soak } from './soak.ts'
import { weigh } from './weigh.ts'

const help = `npm run bench -- [--seconds N] [--rounds N] [--minutes N] [--only PART] [--json]

  compare  audited write and cached read against bare Hono + pg / Redis, at 16 and 64 connections
  growth   list latency at 10^4, 10^5 and 10^6 rows
  flood    cached reads beside 1,000 logins that fail, on Node and on Bun
  crowd    reads and writes beside 500 idle connections and 500 bodies of a byte a second
  outage   Redis killed for a minute, then Postgres for half of one, under a steady load
  overload five times as many writes as can be done: how many are, how fast, and how soon it is well again
  sealing  audited writes with a sealer beside them and without, how soon and how fast it seals, what a record weighs
  weigh    Worker bundle, start-up time, memory
  soak     half an hour of 32 connections: does anything grow that should not? Only when it is asked for

  --seconds  how long each measurement takes; default 5
  --rounds   how often each pair is measured; default 5
  --minutes  how long the soak takes; default 30
  --json     one JSON document on standard output

  all but weigh and outage need a Postgres on which databases may be made and a Redis of which one numbered database
  is theirs: BENCH_POSTGRES_URL, default postgres://postgres@127.0.0.1:5432/test,
  and BENCH_REDIS_URL, default redis://127.0.0.1:6379/9. The server is bundled first.

  Exit codes: 0 measured, 1 could not be, 2 wrong usage.
`

const parts = { compare, growth, flood, crowd, outage, overload, sealing, weigh }
const long = { soak }

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  const asked = optionsOf(args)
  if (typeof asked === 'string') return complain(asked, 2)
  if (asked.help) return say(help)
  const { seconds, rounds, minutes, only, json } = asked
  const options = {
    ...{ seconds, rounds, minutes },
    postgres: process.env.BENCH_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test',
    redis: process.env.BENCH_REDIS_URL ?? 'redis://127.0.0.1:6379/9',
    tell: (line: string) => process.stderr.write(`${line}\n`),
  }
  const results: Record<string, unknown> = {}
  try {
    for (const [name, part] of Object.entries(only ? { ...parts, ...long } : parts)) {
      if (only && only !== name) continue
      const { figures, lines } = await part(options)
      results[name] = figures
      if (!json) say(`\n${lines.join('\n')}\n`)
    }
  } catch (error) {
    return complain(sentenceOf(error), 1)
  }
  return say(json ? `${JSON.stringify(results, null, 2)}\n` : '')
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seconds: { type: 'string', default: '5' },
        rounds: { type: 'string', default: '5' },
        minutes: { type: 'string', default: '30' },
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const { only } = values
    const all = { ...parts, ...long }
    if (only !== undefined && !Object.hasOwn(all, only))
      return `--only must be one of ${Object.keys(all).join(', ')}`
    for (const name of ['seconds', 'rounds', 'minutes'] as const)
      if (!/^[1-9]\d{0,3}$/.test(values[name])) return `--${name} must be a whole number from 1 to 9999`
    const { seconds, rounds, minutes } = values
    return { ...values, seconds: Number(seconds), rounds: Number(rounds), minutes: Number(minutes) }
  } catch (error) {
    return (error as Error).message
  }
}

/** A server that is away throws an error of many, without a sentence of its own. */
function sentenceOf(error: unknown): string {
  const { message, errors, cause } = error as Error & { readonly errors?: readonly Error[] }
  return [message || errors?.[0]?.message, (cause as Error | undefined)?.message].filter(Boolean).join(' ')
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

function complain(sentence: string, status: number): number {
  process.stderr.write(`bench: ${sentence}\n`)
  return status
}
