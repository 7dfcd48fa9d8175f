/** Postgres over TCP, through a pool of connections that are opened when first needed. For Node and Bun, never for a Worker. */
import { type Client, Pool, type PoolClient, type QueryConfig } from 'pg'
import type { Database, Statement } from '../../ports/database.ts'
import { type Batch, batch, begin, commit, naming, type Parsed, type Results, rollback } from './batch.ts'
import { cancel } from './cancel.ts'
import { exchange } from './exchange.ts'
import { abandoned, cancelled, failure, unconnected, unreachable } from './failure.ts'
import { refuseLasting } from './guard.ts'
import { withSession } from './session.ts'

export interface NodePostgresOptions {
  readonly url: string
  /** Default 10. More connections than the server has cores to spare make everything slower. */
  readonly maxConnections?: number
  /** How long to wait for a connection, free or new. Default 2,000. */
  readonly connectTimeoutMs?: number
  /** How long a call may take that brings no signal of its own. Default 60,000. */
  readonly timeoutMs?: number
  /** Told how long each call waited for its connection, in milliseconds. */
  readonly waited?: (ms: number) => void
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string
}

export function nodePostgres(options: NodePostgresOptions): Database {
  const { url, maxConnections = 10, connectTimeoutMs = 2000, timeoutMs = 60_000, waited } = options
  const pool = new Pool({
    connectionString: withSession(url, options.applicationName ?? 'holdfast'),
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  // A connection may die at rest or at work. Whoever uses it hears of it; without a listener the process would end.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  let atWork = 0
  pool.on('acquire', () => void atWork++)
  pool.on('release', () => void atWork--)
  /** Is one being opened, so that who waits does so for the server, and not for others to finish? */
  const opening = () => pool.totalCount > pool.idleCount + atWork
  const name = naming()
  const memory = new WeakMap<Client, Parsed>()
  let closing: Promise<void> | undefined

  function parsedOn(client: Client): Parsed {
    const parsed = memory.get(client) ?? new Map()
    memory.set(client, parsed)
    return parsed
  }

  async function run(statements: readonly Statement[], given: AbortSignal | undefined): Promise<Results> {
    const signal = given ?? AbortSignal.timeout(timeoutMs)
    const asked = performance.now()
    const client = await take(pool, signal, opening)
    waited?.(performance.now() - asked)
    const work = async () => {
      const first = batch(statements, parsedOn(client), name)
      await exchange(client, first)
      if (!first.stale()) return first
      await rollBack(client)
      const second = batch(statements, parsedOn(client), name)
      await exchange(client, second)
      return second
    }
    const done = await unless(signal, work())
    if (done === undefined) {
      cancel(client)
      client.release(true)
      throw abandoned(signal.reason)
    }
    return giveBack(client, done)
  }

  return {
    async query(statement, { signal } = {}) {
      refuseLasting(statement)
      const [rows = []] = await run([statement], signal)
      return rows
    },
    async atomic(statements, { signal, isolation, readOnly, keep = true } = {}) {
      statements.forEach(refuseLasting)
      if (statements.length === 0) return []
      const results = await run([begin(isolation, readOnly), ...statements, keep ? commit : rollback], signal)
      return results.slice(1, -1)
    },
    async close() {
      closing ??= pool.end()
      await closing
    },
  }
}

/** A connection from the pool; whoever stops waiting leaves it to the next in line. */
async function take(pool: Pool, signal: AbortSignal, opening: () => boolean): Promise<PoolClient> {
  if (signal.aborted) throw cancelled(signal.reason)
  const waiting = pool.connect().catch((error: unknown) => {
    throw unconnected(error)
  })
  const client = await unless(signal, waiting)
  if (client) return client
  const refusal = opening() ? unreachable(signal.reason) : cancelled(signal.reason)
  waiting.then(
    (late) => late.release(),
    () => {},
  )
  throw refusal
}

/** What the work came to, or undefined when the signal fired first. */
async function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  let stop = () => {}
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** The results, or the first error; either way the connection returns to the pool only outside any transaction. */
function giveBack(client: PoolClient, done: Batch): Results {
  try {
    const results = done.results()
    client.release(client.getTransactionStatus() !== 'I')
    return results
  } catch (error) {
    const known = failure(error)
    // 08: it is broken; 57P: the server is ending it.
    if (known.code === undefined || /^(08|57P)/.test(known.code)) client.release(true)
    else rollBack(client).then((ok) => client.release(!ok))
    throw known
  }
}

/** Never waits for long: a connection that cannot roll back is closed, and that rolls back too. */
function rollBack(client: PoolClient): Promise<boolean> {
  const patient: QueryConfig & { query_timeout: number } = { text: 'rollback', query_timeout: 2000 }
  return new Promise((resolve) => {
    client.query(patient, (error: Error | null) => resolve(!error))
  })
}
