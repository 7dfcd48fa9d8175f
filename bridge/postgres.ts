/**
 * Runs the work of one HTTP request on a pooled connection, and gives the connection back as if nothing had happened:
 * over HTTP every request is a session of its own.
 */
import { Client, escapeLiteral, Pool, type PoolClient, type PoolConfig, type QueryConfig } from 'pg'
import {
  type Settings,
  type SqlResult,
  type SqlServer,
  type SqlStatement,
  type SqlWork,
  tooLarge,
} from './sql.ts'

export interface PostgresOptions {
  readonly pool: PoolConfig
  /** Holds off everybody else for as long as the work takes; for a server with a single connection. */
  readonly exclusive?: (work: () => Promise<void>) => Promise<void>
}

/** What Neon's proxy sends before a connection returns to its pool; each is harmless where there is nothing to reset. */
const reset =
  'rollback; close all; set session authorization default; reset all; deallocate all; unlisten *; ' +
  'select pg_advisory_unlock_all(); discard temp; discard sequences;'

const cancelWithinMs = 2000

/** Connects once before it resolves, so that a wrong address is told at the start. */
export async function postgres({
  pool: config,
  exclusive = (work) => work(),
}: PostgresOptions): Promise<SqlServer> {
  const pool = new Pool({
    application_name: 'holdfast bridge',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    ...config,
  })
  // A connection may die at rest; whoever uses it next gets another one.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const worn = new WeakMap<PoolClient, string>()

  /** Settings stay on for the next request that brings the same ones: most clients always do. */
  async function wear(client: PoolClient, settings: Settings) {
    const script = settings.map(([name, value]) => setting(name, value)).join(' ')
    if ((worn.get(client) ?? '') === script) return
    await client.query(`reset all; ${script}`)
    worn.set(client, script)
  }

  async function tidy(client: PoolClient, usable: boolean) {
    if (!usable) return client.release(true)
    const again: QueryConfig & { query_timeout: number } = {
      text: `${reset} ${worn.get(client) ?? ''}`,
      query_timeout: cancelWithinMs,
    }
    await client.query(again).then(
      () => client.release(),
      () => client.release(true),
    )
  }

  async function run(client: PoolClient, work: SqlWork, signal: AbortSignal): Promise<SqlResult[]> {
    let cut: NodeJS.Timeout | undefined
    const stop = () => {
      cancel(client, config)
      // A line whose far end is gone does not say so: the statement is cancelled, and nobody hears of it.
      cut = setTimeout(() => streamOf(client).destroy(), 2 * cancelWithinMs)
    }
    signal.addEventListener('abort', stop, { once: true })
    try {
      await wear(client, work.settings)
      return await runAll(client, work, signal)
    } finally {
      clearTimeout(cut)
      signal.removeEventListener('abort', stop)
    }
  }

  await pool.connect().then(
    (client) => client.release(),
    async (error: unknown) => {
      await pool.end()
      throw error
    },
  )

  return {
    run(work, signal) {
      return new Promise((resolve, reject) => {
        exclusive(async () => {
          signal.throwIfAborted()
          const client = await pool.connect()
          await run(client, work, signal).then(resolve, reject)
          // After a cancellation nobody knows when it strikes: not in somebody else's statement.
          await tidy(client, !signal.aborted)
        }).catch(reject)
      })
    },
    close: () => pool.end(),
  }
}

const setting = (name: string, value: string) =>
  `select set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, false);`

async function runAll(client: PoolClient, work: SqlWork, signal: AbortSignal): Promise<SqlResult[]> {
  const results: SqlResult[] = []
  const send = sender(client, work.maxResponseBytes)
  if (work.begin) await send({ text: work.begin, params: [] })
  for (const statement of work.statements) {
    signal.throwIfAborted()
    results.push(await send(statement))
  }
  signal.throwIfAborted()
  if (work.begin) await send({ text: 'commit', params: [] })
  return results
}

/** Always the extended protocol, which takes one statement and not several; values stay as Postgres wrote them. */
function sender(client: PoolClient, maxBytes: number) {
  let bytes = 0
  const asText = (value: string) => {
    bytes += value.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    return value
  }
  const types = { getTypeParser: () => asText as never }
  return async ({ text, params }: SqlStatement): Promise<SqlResult> => {
    const one = { text, values: [...params], rowMode: 'array' as const, queryMode: 'extended', types }
    const { fields, rows, command, rowCount } = await client.query<(string | null)[]>(one)
    return { fields, rows, command, rowCount }
  }
}

/** Asks the server to stop the statement; where it cannot be asked, the connection is cut. */
function cancel(client: PoolClient, config: PoolConfig) {
  const { processID } = client as unknown as Backend
  if (typeof processID !== 'number') return
  const other = new Client({
    ...config,
    connectionTimeoutMillis: cancelWithinMs,
    query_timeout: cancelWithinMs,
  })
  other.on('error', () => {})
  other
    .connect()
    .then(() => other.query('select pg_cancel_backend($1)', [processID]))
    .catch(() => streamOf(client).destroy())
    .finally(() => other.end().catch(() => {}))
}

const streamOf = (client: PoolClient) => (client as unknown as Backend).connection.stream

/** The part of `pg`'s Client that its types leave out. */
interface Backend {
  readonly processID: number | null
  readonly connection: { readonly stream: { destroy(): void } }
}
