/**
 * The same load for a long time, from 32 connections: does anything grow that should not? Memory as a slope over all but the first
 * fifth; what waits in the outbox and what is not sealed yet, at each look.
 */
import autocannon from 'autocannon'
import { Client } from 'pg'
import { keyPurposes } from '../src/core/keys.ts'
import { prepare } from './client.ts'
import type { Options, Part } from './compare.ts'
import { benchDatabase } from './database.ts'
import { environment, keysFor } from './environment.ts'
import { onNode, start } from './process.ts'

const connections = 32
const looksEvery = 10

interface Look {
  readonly minute: number
  readonly rssMiB: number
  readonly backlog: number
  readonly unsealed: number
}

export async function soak({ minutes, tell, ...options }: Options): Promise<Part> {
  const database = await benchDatabase(options.postgres)
  const server = await start(
    onNode,
    {
      ...environment(database.appUrl, options.redis),
      KEYS: keysFor(keyPurposes),
      SEALER_DATABASE_URL: database.sealerUrl,
      MIGRATION_DATABASE_URL: database.ownerUrl,
    },
    '/readyz',
  )
  const owner = new Client(database.ownerUrl)
  await owner.connect()
  try {
    const { token, invoiceId } = await prepare(server.url)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const read = { method: 'GET', path: `/v1/invoices/${invoiceId}`, headers } as const
    const list = { method: 'GET', path: '/v1/customers', headers } as const
    const write = {
      method: 'POST',
      path: '/v1/customers',
      headers,
      body: JSON.stringify({ name: 'Bench' }),
    } as const
    const load = autocannon({
      url: server.url,
      connections,
      duration: minutes * 60,
      requests: [read, read, read, list, write],
    })
    const began = performance.now()
    const looks: Look[] = []
    const watch = setInterval(async () => {
      const minute = (performance.now() - began) / 60_000
      const { rows } = await owner.query(waiting)
      const look = { minute, rssMiB: server.rss(), backlog: rows[0].backlog, unsealed: rows[0].unsealed }
      looks.push(look)
      if (looks.length % 6 === 0)
        tell(
          `${minute.toFixed(0)} of ${minutes} min: ${look.rssMiB} MiB, ${look.backlog} waiting, ${look.unsealed} unsealed`,
        )
    }, looksEvery * 1_000)
    const result = await load
    clearInterval(watch)
    const { statusCodeStats = {} } = result as { statusCodeStats?: Record<string, { count: number }> }
    const settled = looks.filter(({ minute }) => minute > minutes / 5)
    const figures = {
      perSecond: result.requests.average,
      statuses: Object.fromEntries(
        Object.entries(statusCodeStats).map(([status, { count }]) => [status, count]),
      ),
      errors: result.errors,
      rssMiB: { first: settled[0]?.rssMiB, last: settled.at(-1)?.rssMiB },
      rssMiBPerMinute: slope(settled, ({ rssMiB }) => rssMiB),
      backlog: thirds(settled, ({ backlog }) => backlog),
      unsealed: thirds(settled, ({ unsealed }) => unsealed),
    }
    return {
      figures,
      lines: [
        `soak: ${minutes} min, ${connections} connections, ${figures.perSecond.toFixed(0)} requests a second, ${JSON.stringify(figures.statuses)}, ${figures.errors} errors`,
        `  memory                      ${figures.rssMiB.first} to ${figures.rssMiB.last} MiB, ${figures.rssMiBPerMinute.toFixed(2)} MiB a minute (target 1)`,
        `  most waiting, by thirds     ${figures.backlog.join(', ')}`,
        `  most unsealed, by thirds    ${figures.unsealed.join(', ')}`,
      ],
    }
  } finally {
    await owner.end()
    await server.stop()
    await database.drop()
  }
}

/** Due and not done, and recorded and not sealed. */
const waiting = `select
  (select count(*)::int from outbox where done_at is null and dead_at is null and run_at <= now()) as backlog,
  (select count(*)::int from audit_logs
    where id > coalesce((select log_id from audit_leaves order by seq desc limit 1), 0)) as unsealed`

/** Least squares. */
function slope(looks: readonly Look[], of: (look: Look) => number): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(looks.map(({ minute }) => minute))
  const y = mean(looks.map(of))
  const above = looks.reduce((sum, look) => sum + (look.minute - x) * (of(look) - y), 0)
  return above / looks.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
}

function thirds(looks: readonly Look[], of: (look: Look) => number): readonly number[] {
  const size = Math.ceil(looks.length / 3)
  return [0, 1, 2].map((third) => Math.max(...looks.slice(third * size, (third + 1) * size).map(of)))
}
