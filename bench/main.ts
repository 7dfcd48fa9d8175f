/**
 * `npm run bench`: what do validation, limits, sessions, authorization, concurrency control and the audit cost?
 * Ours and two floors, in one run, interleaved, on one machine: the ratios are the result, not the absolute figures.
 */
import { parseArgs } from 'node:util'
import { compare } from './compare.ts'
import { growth } from './growth.ts'
import { weigh } from './weigh.ts'

const help = `npm run bench -- [--seconds N] [--rounds N] [--only compare|growth|weigh] [--json]

  compare  audited write and cached read against bare Hono + pg / Redis, at 16 and 64 connections
  growth   list latency at 10^4, 10^5 and 10^6 rows
  weigh    Worker bundle, start-up time, memory

  Needs BENCH_POSTGRES_URL and BENCH_REDIS_URL (default: 127.0.0.1), and \`npm run build\` before it.
`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) {
  process.stdout.write(help)
} else {
  const options = {
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    postgres: process.env.BENCH_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test',
    redis: process.env.BENCH_REDIS_URL ?? 'redis://127.0.0.1:6379/9',
    tell: (line: string) => process.stderr.write(`${line}\n`),
  }
  const parts = { compare, growth, weigh }
  const results: Record<string, unknown> = {}
  for (const [name, part] of Object.entries(parts)) {
    if (values.only && values.only !== name) continue
    const { figures, lines } = await part(options)
    results[name] = figures
    if (!values.json) process.stdout.write(`\n${lines.join('\n')}\n`)
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
}
