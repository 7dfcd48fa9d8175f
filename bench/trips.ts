/** Round trips per request as the servers saw them: batches that Redis read, transactions that Postgres committed. */

import { createClient } from '@redis/client'
import { Client } from 'pg'
import type { Pair } from './compare.ts'

const requests = 200

export async function trips(pairs: Readonly<Record<string, Pair>>, databaseUrl: string, redisUrl: string) {
  const redis = await createClient({ url: redisUrl }).connect()
  const postgres = new Client(databaseUrl)
  await postgres.connect()
  const reads = async () => Number(/total_reads_processed:(\d+)/.exec(await redis.info('stats'))?.[1])
  const commits = async () => {
    // A backend that is idle reports its last transactions within ten seconds.
    await new Promise((resolve) => setTimeout(resolve, 11_000))
    const { rows } = await postgres.query(
      'select xact_commit::float8 n from pg_stat_database where datname = current_database()',
    )
    return rows[0].n as number
  }
  const found = []
  for (const [name, { ours }] of Object.entries(pairs)) {
    const before = { redis: await reads(), postgres: await commits() }
    for (let i = 0; i < requests; i++) {
      const { url, method, headers, body } = ours
      await (await fetch(url, { method, ...(headers && { headers }), ...(body && { body }) })).arrayBuffer()
    }
    const after = { postgres: await commits(), redis: await reads() }
    found.push({
      name,
      // Ours of counting are taken off: one INFO; the job loop's claims remain and are well below one a request.
      redis: (after.redis - before.redis - 1) / requests,
      postgres: (after.postgres - before.postgres - 1) / requests,
    })
  }
  redis.destroy()
  await postgres.end()
  return found
}
